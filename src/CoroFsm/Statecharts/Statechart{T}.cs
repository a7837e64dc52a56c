namespace CoroFsm.Statecharts;

/// <summary>
/// Represents a declared state machine: its states, their nesting, and what each trigger does in each state. Immutable, and shared by any
/// number of instances.
/// </summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <remarks>
/// <para>Build it with <see cref="Statechart.Build"/>, usually once, in a static field; start instances of it with <c>Start</c>.</para>
/// <para>
/// A transition leaves states from the innermost outwards up to the one that contains its destination, runs its action, sets the state,
/// and enters states inwards, then initial substates. The plan of each transition in each state is made when the chart is built; that of
/// a dynamic transition when a destination is first chosen. Memory grows with states × triggers.
/// </para>
/// </remarks>
public sealed partial class Statechart<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    internal readonly KeyIndex<TTrigger> Triggers;
    internal readonly KeyIndex<TState> States;

    /// <summary>
    /// The cells by trigger, then by state: the trigger is known before the state, so its row is found while the state is not yet known.
    /// </summary>
    internal readonly Cell<TState, TTrigger>[][] Cells;

    /// <summary>The cell of a trigger that no state handles.</summary>
    internal readonly Cell<TState, TTrigger> Nothing = new([], parameter: null);

    internal readonly int[] Superstates;

    /// <summary>The tables of a chart with parts that cells cannot describe; otherwise null.</summary>
    internal readonly StatechartTables<TState, TTrigger>? Tables;

    /// <summary>For each trigger, the type of its parameter; null if nothing takes one.</summary>
    internal readonly ParameterType?[] Parameters;

    internal Statechart(StatechartModel<TState, TTrigger> model)
    {
        Model = model;
        States = new(model.States.Select(state => state.State));
        Triggers = new(model.States.SelectMany(state => state.Transitions)
            .Where(transition => transition.HasTrigger).Select(transition => transition.Trigger)
            .Concat(model.Generalizations.Select(pair => pair.Specific))
            .Concat(model.Generalizations.Select(pair => pair.General)));
        names = new string?[States.Count];
        Parameters = new ParameterType?[Triggers.Count];
        foreach (var (trigger, type) in model.Parameters)
        {
            if (TriggerOf(trigger) is var number and >= 0)
                Parameters[number] = type;
        }

        foreach (var _ in model.Generalizations)
        {
            foreach (var (specific, general) in model.Generalizations)
                Parameters[TriggerOf(specific)] ??= Parameters[TriggerOf(general)];
        }

        var planner = new Planner<TState, TTrigger>(model, States);
        Superstates = planner.Superstates;
        if (!model.IsPlain)
        {
            Cells = [];
            Tables = new(this);
            return;
        }

        Cells = new Cell<TState, TTrigger>[Triggers.Count][];
        for (var number = 0; number < Cells.Length; number++)
        {
            var trigger = Triggers[number];
            Cells[number] = [.. Enumerable.Range(0, States.Count).Select(state => planner.CellOf(state, trigger))];
        }
    }

    private readonly string?[] names;

    /// <summary>Gets the chart as it was declared.</summary>
    internal StatechartModel<TState, TTrigger> Model { get; }

    /// <summary>Starts an instance that keeps its state itself.</summary>
    /// <param name="state">The state that it is in: any of the chart's. No state is entered, not even an initial substate.</param>
    /// <param name="context">The object that guards and actions with a context take. Default: null (none).</param>
    /// <param name="observer">Receives notifications about what the instance does. Default: null (none).</param>
    /// <returns>The instance: one small object.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public StatechartInstance<TState, TTrigger> Start(
        TState state, object? context = null, IStatechartObserver<TState, TTrigger>? observer = null)
    {
        var number = StateOf(state);
        if (number < 0)
            throw HasNo(state, nameof(state));
        return Tables is null ? new(this, number, storage: null, context, observer) : throw NeedsEnter();
    }

    /// <summary>
    /// Starts an instance and enters a state: entry actions run from the outermost state inwards, then those of initial substates, and
    /// transitions that are always permitted are taken.
    /// </summary>
    /// <param name="initial">The state: any of the chart's. Its superstates are entered, too, and their other regions.</param>
    /// <param name="context">The object that guards and actions with a context take. Default: null (none).</param>
    /// <param name="observer">Receives notifications about what the instance does. Default: null (none).</param>
    /// <param name="timeProvider">Measures the time of state timers. Default: null (<see cref="TimeProvider.System"/>).</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chart has no such state.</exception>
    public StatechartInstance<TState, TTrigger> Enter(
        TState initial,
        object? context = null,
        IStatechartObserver<TState, TTrigger>? observer = null,
        TimeProvider? timeProvider = null)
    {
        var number = StateOf(initial);
        if (number < 0)
            throw HasNo(initial, nameof(initial));
        return Begun(number, context, observer, timeProvider, instance =>
        {
            if (Tables is null)
                instance.EnterPlainly(number);
            else
                instance.Interpreter.Enter(number);
        });
    }

    /// <summary>
    /// Starts an instance where another one was: in its states, with its history and its timers. Nothing is entered: no entry action runs.
    /// Invoked work of the active states is started again, and transitions that are always permitted are taken.
    /// </summary>
    /// <param name="snapshot">The snapshot, of this chart or of an equal one.</param>
    /// <param name="context">The object that guards and actions with a context take. Default: null (none).</param>
    /// <param name="observer">Receives notifications about what the instance does. Default: null (none).</param>
    /// <param name="timeProvider">Measures the time of state timers. Default: null (<see cref="TimeProvider.System"/>).</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="snapshot"/> is null.</exception>
    /// <exception cref="ArgumentException">The snapshot does not fit the chart.</exception>
    public StatechartInstance<TState, TTrigger> Restore(
        StatechartSnapshot<TState> snapshot,
        object? context = null,
        IStatechartObserver<TState, TTrigger>? observer = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (Tables is not null)
            return Begun(state: 0, context, observer, timeProvider, instance => instance.Interpreter.Restore(snapshot));
        return snapshot is { States: [var state], Histories.Count: 0, Timers.Count: 0 }
            ? Start(state, context, observer)
            : throw new ArgumentException(
                $"The snapshot has {snapshot.States.Count} states, histories or timers, but the chart has no such parts. "
                + "Restore a snapshot of this chart.",
                nameof(snapshot));
    }

    /// <summary>Starts an instance that keeps its state outside, such as in a database row.</summary>
    /// <param name="getState">Reads the state; called once for each trigger and each query.</param>
    /// <param name="setState">Writes the state.</param>
    /// <param name="context">The object that guards and actions with a context take. Default: null (none).</param>
    /// <param name="observer">Receives notifications about what the instance does. Default: null (none).</param>
    /// <returns>The instance.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="getState"/> or <paramref name="setState"/> is null.</exception>
    /// <remarks><c>Fire</c> throws <see cref="InvalidOperationException"/> for a state that the chart does not have.</remarks>
    public StatechartInstance<TState, TTrigger> Start(
        Func<TState> getState, Action<TState> setState, object? context = null, IStatechartObserver<TState, TTrigger>? observer = null)
    {
        ArgumentNullException.ThrowIfNull(getState);
        ArgumentNullException.ThrowIfNull(setState);
        if (Tables is not null)
            throw NeedsEnter();
        return new(this, state: 0, new(getState, setState), context, observer);
    }

    private StatechartInstance<TState, TTrigger> Begun(
        int state,
        object? context,
        IStatechartObserver<TState, TTrigger>? observer,
        TimeProvider? timeProvider,
        Action<StatechartInstance<TState, TTrigger>> enter)
    {
        var instance = new StatechartInstance<TState, TTrigger>(this, state, storage: null, context, observer);
        try
        {
            instance.Begin(enter, observer, timeProvider);
            return instance;
        }
        catch when (Tables is not null)
        {
            instance.Interpreter.LeaveAllSilently();        // the caller gets no instance, so no timer of it must run
            throw;
        }
    }

    private static InvalidOperationException NeedsEnter() => new(
        "The chart has parts that plain charts lack, such as regions, history, timers or invoked work, so a state alone does not say "
        + "where an instance is. Call Enter to begin, or Restore to continue from a snapshot.");

    private static ArgumentOutOfRangeException HasNo(TState state, string parameter) =>
        new(parameter, state, "The chart has no such state. Configure it, or start in one that is configured.");

    /// <summary>Gets the number of a state; negative if the chart does not have it.</summary>
    internal int StateOf(TState state)
    {
        var number = States.Of(state);
        return (uint)number < (uint)States.Count ? number : -1;
    }

    /// <summary>Gets the number of a trigger; negative if nothing in the chart handles it.</summary>
    internal int TriggerOf(TTrigger trigger)
    {
        var number = Triggers.Of(trigger);
        return (uint)number < (uint)Triggers.Count ? number : -1;
    }

    /// <summary>Gets the type of a trigger's parameter; null if nothing takes one.</summary>
    internal ParameterType? ParameterOf(TTrigger trigger) => TriggerOf(trigger) is var number and >= 0 ? Parameters[number] : null;

    /// <summary>Gets the address of a parameter. Its type is checked here, once for all that take it.</summary>
    /// <returns>None if nothing takes the parameter.</returns>
    internal Argument ArgumentOf<TParameter>(TTrigger trigger, ref TParameter parameter)
    {
        if (ParameterOf(trigger) is not { } type)
            return default;
        return type is ParameterType<TParameter>
            ? Argument.At(ref parameter)
            : throw MissingParameter.OfOtherType(trigger, type.Type, typeof(TParameter));
    }

    /// <summary>Gets the address of an occurrence's parameter, checked as above.</summary>
    internal Argument ArgumentOf(TriggerOccurrence<TTrigger> occurrence)
    {
        if (occurrence.Argument is not { } given || ParameterOf(occurrence.Trigger) is not { } type)
            return default;
        return ReferenceEquals(type, given.Type)
            ? given.Open()
            : throw MissingParameter.OfOtherType(occurrence.Trigger, type.Type, given.Type.Type);
    }

    /// <summary>Copies an argument that was made by <see cref="ArgumentOf{TParameter}"/>, so that it can be queued.</summary>
    internal QueuedArgument? Keep(TTrigger trigger, Argument argument) => argument.IsPresent ? ParameterOf(trigger)!.Keep(argument) : null;

    /// <summary>Gets what entering a state does, for a chart without an interpreter.</summary>
    internal Plan<TState, TTrigger> EntryOf(int state) => new Planner<TState, TTrigger>(Model, States).Entering(state);

    /// <summary>Gets the name of a state; the same string each time.</summary>
    internal string NameOf(int state) => names[state] ??= DisplayText.Of(States[state]);

    internal bool IsWithin(int state, int other)
    {
        while (state >= 0 && state != other)
            state = Superstates[state];
        return state >= 0;
    }
}
