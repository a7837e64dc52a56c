namespace CoroFsm.Statecharts;

/// <summary>
/// Computes what each transition does in each state: exits from the innermost state outwards, the action, the new state, entries inwards.
/// </summary>
internal sealed class Planner<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly StateModel<TState, TTrigger>[] models;
    private readonly KeyIndex<TState> states;
    private readonly int[] superstates;
    private readonly int[] initials;

    /// <summary>Whether no state has an entry or exit action or an initial substate.</summary>
    private readonly bool isBare;

    private readonly bool countsFromSource;

    private readonly Dictionary<TTrigger, ParameterType> parameters = [];

    internal Planner(StatechartModel<TState, TTrigger> model, KeyIndex<TState> states)
    {
        this.states = states;
        models = new StateModel<TState, TTrigger>[states.Count];
        foreach (var state in model.States)
            models[states.Of(state.State)] = state;
        superstates = [.. models.Select(state => state.Superstates is [var superstate, ..] ? states.Of(superstate) : -1)];
        initials = [.. models.Select(state => state.InitialSubstates is [var initial, ..] ? states.Of(initial) : -1)];
        isBare = models.All(state => state is { Entries.Count: 0, Exits.Count: 0, Initials.Count: 0 });
        countsFromSource = model.ExitRule is ExitRule.FromSource;
        foreach (var (trigger, type) in model.Parameters)
            parameters[trigger] = type;
    }

    /// <summary>Gets the number of each state's superstate; -1 if there is none.</summary>
    internal int[] Superstates => superstates;

    /// <summary>Creates the cell of a state and a trigger.</summary>
    internal Cell<TState, TTrigger> CellOf(int state, TTrigger trigger)
    {
        List<Branch<TState, TTrigger>[]> levels = [];
        for (var at = state; at >= 0; at = superstates[at])
        {
            var branches = models[at].Transitions
                .Where(transition => EqualityComparer<TTrigger>.Default.Equals(transition.Trigger, trigger))
                .Select(transition => BranchOf(state, transition))
                .ToArray();
            if (branches.Length > 0)
                levels.Add(branches);
        }

        return new([.. levels], parameters.GetValueOrDefault(trigger));
    }

    private Branch<TState, TTrigger> BranchOf(int state, TransitionModel<TState, TTrigger> transition) =>
        transition.Kind is TransitionKind.Dynamic
            ? new(transition, transition.Guard, DestinationsOf(state, transition))
            : new(transition, transition.Guard, PlanOf(state, transition));

    private Destinations<TState, TTrigger> DestinationsOf(int state, TransitionModel<TState, TTrigger> transition) => new(
        states.Count,
        isPlain: isBare && transition.Actions.Count == 0 && transition.Destinations.Length == 0,
        destination => MayLeadTo(transition, destination) ? Leading(state, destination, transition) : null);

    private Plan<TState, TTrigger> PlanOf(int state, TransitionModel<TState, TTrigger> transition) => transition.Kind switch
    {
        // A superstate's transition to the current state.
        TransitionKind.Permit when !countsFromSource && states.Of(transition.Destination) == state => Staying(state, transition, []),
        TransitionKind.Permit => Leading(state, states.Of(transition.Destination), transition),
        TransitionKind.Reentry => Reentering(state, states.Of(transition.Source), transition),
        TransitionKind.Internal => Staying(state, transition, transition.Actions),
        _ => Staying(state, transition, []),
    };

    private bool MayLeadTo(TransitionModel<TState, TTrigger> transition, int destination) =>
        transition.Destinations.Length == 0 || transition.Destinations.Contains(states[destination]);

    private Plan<TState, TTrigger> Staying(
        int state, TransitionModel<TState, TTrigger> transition, List<Effect<TState, TTrigger>> actions)
    {
        var route = new Route<TState, TTrigger>(Facts(state, state, transition));
        route.Run(actions, StepPart.Action);
        return PlanOf(state, route, transition);
    }

    /// <summary>Plans the entry of a state at the start.</summary>
    internal Plan<TState, TTrigger> Entering(int state)
    {
        var route = new Route<TState, TTrigger>(
            new(states[state], states[state], default!) { Cause = TransitionCause.Initial });
        Enter(route, state, top: -1);
        var final = EnterInitials(route, state, state);
        route.Set(final);
        return new(state, [.. route.Steps], needsParameter: true);
    }

    /// <summary>Plans a transition to another state, or a dynamic one to the same state.</summary>
    private Plan<TState, TTrigger> Leading(int state, int destination, TransitionModel<TState, TTrigger> transition)
    {
        var route = new Route<TState, TTrigger>(Facts(state, destination, transition));
        var top = countsFromSource ? Domain(states.Of(transition.Source), destination)
            : state == destination ? superstates[state]
            : InnermostCommon(state, destination);
        Exit(route, state, top);
        route.Run(transition.Actions, StepPart.Action);
        route.Set(destination);
        route.Notify(StepKind.Transitioned);
        Enter(route, destination, top);

        var final = EnterInitials(route, destination, state);
        if (final != destination)
            route.Set(final);
        route.Facts = Facts(state, final, transition);
        route.Notify(StepKind.Completed);
        return PlanOf(state, route, transition);
    }

    /// <summary>Plans a transition out of and back into the state that declares it.</summary>
    private Plan<TState, TTrigger> Reentering(int state, int source, TransitionModel<TState, TTrigger> transition)
    {
        var route = new Route<TState, TTrigger>(Facts(state, source, transition));
        Exit(route, state, source);
        var reentry = route.Facts = Facts(source, source, transition);
        Exit(route, source, superstates[source]);
        route.Run(transition.Actions, StepPart.Action);
        route.Notify(StepKind.Transitioned);
        Enter(route, source, superstates[source]);

        var final = EnterInitials(route, source, source);
        route.Facts = reentry;
        route.Notify(StepKind.Completed);
        route.Set(final);
        return PlanOf(state, route, transition);
    }

    private void Exit(Route<TState, TTrigger> route, int state, int top)
    {
        for (var at = state; at != top; at = superstates[at])
            route.Run(models[at].Exits, StepPart.Exit);
    }

    private void Enter(Route<TState, TTrigger> route, int state, int top)
    {
        if (state == top)
            return;

        Enter(route, superstates[state], top);
        route.Run(models[state].Entries.Where(entry => entry.RunsFor(route.Facts)).Select(entry => entry.Effect), StepPart.Entry);
    }

    private int EnterInitials(Route<TState, TTrigger> route, int state, int source)
    {
        var first = route.Facts;
        for (; initials[state] >= 0; state = initials[state])
        {
            route.Facts = first with { Source = states[state], Destination = states[initials[state]], IsInitial = true };
            route.Notify(StepKind.Transitioned);
            route.Facts = route.Facts with { Source = states[source] };
            Enter(route, initials[state], state);
        }

        return state;
    }

    /// <summary>Gets the innermost state that a transition does not leave; -1 if there is none.</summary>
    private int Domain(int source, int destination)
    {
        if (source != destination && IsWithin(destination, source))
            return source;
        var domain = superstates[source];
        while (domain >= 0 && (domain == destination || !IsWithin(destination, domain)))
            domain = superstates[domain];
        return domain;
    }

    /// <summary>Gets the innermost state that contains both, or is one of them; -1 if there is none.</summary>
    private int InnermostCommon(int state, int other)
    {
        while (state >= 0 && !IsWithin(other, state))
            state = superstates[state];
        return state;
    }

    private bool IsWithin(int state, int other)
    {
        while (state >= 0 && state != other)
            state = superstates[state];
        return state >= 0;
    }

    private TransitionFacts<TState, TTrigger> Facts(int source, int destination, TransitionModel<TState, TTrigger> transition) =>
        new(states[source], states[destination], transition.Trigger);

    private Plan<TState, TTrigger> PlanOf(int state, Route<TState, TTrigger> route, TransitionModel<TState, TTrigger> transition) =>
        new(state, [.. route.Steps], parameters.ContainsKey(transition.Trigger));
}
