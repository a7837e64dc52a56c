namespace CoroFsm.Statecharts;

/// <summary>A chart as it was declared: the input of engines, checks and graphs.</summary>
internal sealed class StatechartModel<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Dictionary<TState, StateModel<TState, TTrigger>> byState = [];
    private int declared;

    internal List<StateModel<TState, TTrigger>> States { get; } = [];

    internal List<(TTrigger Trigger, ParameterType Type)> Parameters { get; } = [];

    internal Unhandled Unhandled { get; set; }

    internal Action<UnhandledTrigger<TState, TTrigger>>? OnUnhandled { get; set; }

    internal int MaxQueued { get; set; } = 1 << 20;

    internal int MaxDeferred { get; set; } = 1 << 10;

    internal bool ChecksThread { get; set; }

    /// <summary>Gets or sets the rule for exit sets; null: the one of charts without the parts that need another.</summary>
    internal ExitRule? ExitRule { get; set; }

    internal TransitionOrder TransitionOrder { get; set; }

    internal int MaxMicrosteps { get; set; } = 10_000;

    /// <summary>Gets the triggers that are kinds of others.</summary>
    internal List<(TTrigger Specific, TTrigger General)> Generalizations { get; } = [];

    /// <summary>Gets a value indicating whether the table engine can run the chart.</summary>
    internal bool IsPlain =>
        TransitionOrder is TransitionOrder.Exclusive && Generalizations.Count == 0
        && !States.Exists(state => state.IsNew || state.Initials.Exists(IsDeep));

    internal bool IsBuilt { get; set; }

    /// <summary>Gets a state, and adds it if it is new: what is named anywhere is a state of the chart.</summary>
    internal StateModel<TState, TTrigger> Get(TState state)
    {
        ThrowIfBuilt();
        if (!byState.TryGetValue(state, out var model))
        {
            byState.Add(state, model = new(state));
            States.Add(model);
        }

        return model;
    }

    /// <summary>Returns whether an initial transition leads further than to a direct substate.</summary>
    internal bool IsDeep(TransitionModel<TState, TTrigger> initial) => !byState[initial.Destination].Superstates.Contains(initial.Source);

    /// <summary>Gets a state that is configured.</summary>
    internal StateModel<TState, TTrigger> Declare(TState state)
    {
        var model = Get(state);
        if (model.DeclaredAt == int.MaxValue)
            model.DeclaredAt = declared++;
        return model;
    }

    internal void ThrowIfBuilt()
    {
        if (IsBuilt)
            throw new InvalidOperationException("The chart has been built, and charts are immutable. Configure everything before Build.");
    }
}
