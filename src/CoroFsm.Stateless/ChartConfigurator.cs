using CoroFsm.Statecharts;
using CoroFsm.Statecharts.Backends;
using Stateless;

namespace CoroFsm.Stateless;

/// <summary>Configures a machine of Stateless as a chart describes.</summary>
internal sealed class ChartConfigurator<TState, TTrigger>(StatelessInstance<TState, TTrigger> instance)
    where TState : notnull
    where TTrigger : notnull
{
    internal void Configure(DeclaredChart<TState, TTrigger> chart)
    {
        foreach (var state in chart.States)
        {
            var configuration = instance.Inner.Configure(state.State);
            if (state.Superstate is { } superstate)
                configuration.SubstateOf(superstate.State);
            if (state.InitialSubstate is { } substate)
                configuration.InitialTransition(substate.State);
            foreach (var transition in state.Transitions)
                Add(configuration, transition);
            foreach (var entry in state.EntryActions)
                configuration.OnEntry(transition => Run(entry, transition));
            foreach (var exit in state.ExitActions)
                configuration.OnExit(transition => Run(exit, transition));
        }
    }

    private void Add(StateMachine<TState, TTrigger>.StateConfiguration state, DeclaredTransition<TState, TTrigger> transition)
    {
        // Every transition gets a guard, which records the transition that is taken.
        var trigger = instance.TriggerOf(transition.Trigger);
        var text = transition.GuardText;
        bool MayTake(Ticket<TTrigger>? ticket) => instance.MayTake(transition, ticket);

        switch (transition.Kind)
        {
            case TransitionKind.Permit:
                state.PermitIf(trigger, transition.Destination!.State, MayTake, text);
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
                state.PermitDynamicIf(trigger, ticket => instance.Select(transition, ticket), MayTake, text);
                break;
        }
    }

    private void Act(DeclaredTransition<TState, TTrigger> declared, StateMachine<TState, TTrigger>.Transition transition)
    {
        foreach (var action in declared.Actions)
            Run(action, transition);
    }

    private void Run(DeclaredAction<TState, TTrigger> action, StateMachine<TState, TTrigger>.Transition transition)
    {
        var occurrence = transition.Parameters is [Ticket<TTrigger> ticket, ..] ? ticket.Occurrence : transition.Trigger;
        action.Run(instance.TransitionOf(transition), occurrence);
    }
}
