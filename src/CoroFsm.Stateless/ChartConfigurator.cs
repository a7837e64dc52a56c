using CoroFsm.Statecharts;
using Stateless;

namespace CoroFsm.Stateless;

/// <summary>Configures a machine of Stateless as a chart describes.</summary>
internal sealed class ChartConfigurator<TState, TTrigger>(StatelessInstance<TState, TTrigger> instance)
    where TState : notnull
    where TTrigger : notnull
{
    internal void Configure(StatechartModel<TState, TTrigger> model)
    {
        foreach (var state in model.States)
        {
            var configuration = instance.Inner.Configure(state.State);
            if (state.Superstates is [var superstate, ..])
                configuration.SubstateOf(superstate);
            if (state.InitialSubstates is [var substate, ..])
                configuration.InitialTransition(substate);
            foreach (var transition in state.Transitions)
                Add(configuration, transition);
            foreach (var entry in state.Entries)
                configuration.OnEntry(transition => Enter(entry, transition));
            foreach (var exit in state.Exits)
                configuration.OnExit(transition => Run(exit, transition));
        }
    }

    private void Add(StateMachine<TState, TTrigger>.StateConfiguration state, TransitionModel<TState, TTrigger> transition)
    {
        // Every transition gets a guard, which records the transition that is taken.
        var trigger = instance.TriggerOf(transition.Trigger);
        var guard = transition.Guard;
        var text = guard?.Text;
        bool MayTake(Ticket? ticket) => instance.MayTake(transition, guard, ticket);

        switch (transition.Kind)
        {
            case TransitionKind.Permit:
                state.PermitIf(trigger, transition.Destination, MayTake, text);
                break;
            case TransitionKind.Reentry:
                state.PermitReentryIf(trigger, MayTake, text);
                break;
            case TransitionKind.Ignore:
                state.IgnoreIf(trigger, MayTake, text);
                break;
            case TransitionKind.Internal:
                state.InternalTransitionIf(trigger, MayTake, (_, taken) => Act(transition, taken), text);
                break;
            default:
                state.PermitDynamicIf(trigger, ticket => instance.Select(transition, ticket?.Argument), MayTake, text);
                break;
        }
    }

    private void Enter(EntryModel<TState, TTrigger> entry, StateMachine<TState, TTrigger>.Transition transition)
    {
        if (entry.RunsFor(transition.Trigger))
            Run(entry.Effect, transition);
    }

    private void Act(TransitionModel<TState, TTrigger> model, StateMachine<TState, TTrigger>.Transition transition)
    {
        foreach (var action in model.Actions)
            Run(action, transition);
    }

    private void Run(Effect<TState, TTrigger> effect, StateMachine<TState, TTrigger>.Transition transition)
    {
        var argument = transition.Parameters is [Ticket ticket, ..] ? ticket.Argument : null;
        instance.Run(effect, StatelessInstance<TState, TTrigger>.FactsOf(transition), argument);
    }
}
