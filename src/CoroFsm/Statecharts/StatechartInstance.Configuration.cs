namespace CoroFsm.Statecharts;

/// <content>Configurations: what charts with regions, history, final states and transitions without triggers add.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <inheritdoc/>
    public IReadOnlyList<TState> States => IsInterpreted ? Interpreter.States : [State];

    /// <inheritdoc/>
    public bool IsCompleted => IsInterpreted && Interpreter.IsCompleted;

    internal StatechartInterpreter<TState, TTrigger> Interpreter => Reserve.Interpreter!;

    /// <summary>Gets a value indicating whether an interpreter holds the configuration.</summary>
    internal bool IsInterpreted => mode.Has(InstanceMode.Interpreted);

    /// <summary>Gets the innermost state, or the first of several, for reports.</summary>
    private TState Innermost => IsInterpreted ? Interpreter.FirstState : chart.States[state];

    /// <summary>Gets what messages say about where the instance is.</summary>
    private object StateText => IsInterpreted ? Interpreter.StateName : chart.States[state];

    /// <summary>Gets a number that differs if the instance may handle other triggers.</summary>
    internal int StateVersion => IsInterpreted ? (int)Interpreter.Configuration.Version & int.MaxValue : state;

    /// <inheritdoc cref="IStateMachine{TState, TTrigger}.Raise(TTrigger)"/>
    public void Raise(TTrigger trigger) => Raise(new TriggerOccurrence<TTrigger>(trigger));

    /// <inheritdoc cref="IStateMachine{TState, TTrigger}.Raise{TParameter}"/>
    public void Raise<TParameter>(TriggerWithParameter<TTrigger, TParameter> trigger, TParameter parameter) =>
        Raise(trigger.With(parameter));

    /// <inheritdoc/>
    public void Raise(TriggerOccurrence<TTrigger> occurrence)
    {
        if (!occurrence.IsPresent)
            throw new ArgumentNullException(nameof(occurrence), "The occurrence has no trigger. Create it from a trigger.");
        var trigger = occurrence.Trigger;
        var argument = chart.ArgumentOf(occurrence);
        if (!argument.IsPresent && chart.ParameterOf(trigger) is not null)
            throw MissingParameter.Of(trigger);
        using var gate = EnterGate();
        if (!mode.IsFiring)
        {
            Fire(occurrence, isTry: true);
            return;
        }

        if (!mode.HasQueueHere)
            BeginQueue(trigger);
        if (Reserve.RaisedCount >= chart.Model.MaxQueued)
            throw InstanceErrors.Full("raised", Reserve.RaisedCount, StateText, trigger, nameof(StatechartBuilder<,>.MaxQueued));
        Reserve.Raise(Lasting.Of(trigger), occurrence.Argument);
    }

    /// <summary>
    /// Leaves all states, the innermost and last first: exit actions run, timers and invoked work end. Afterwards the instance is in no
    /// state, and every trigger is unhandled.
    /// </summary>
    /// <exception cref="InvalidOperationException">A trigger is being handled, or the chart has none of the parts that
    /// <see cref="Statechart{TState, TTrigger}.Enter"/> is needed for.</exception>
    public void Exit()
    {
        if (!IsInterpreted)
            throw new InvalidOperationException("An instance of this chart is always in a state. Let a transition lead to a last state.");
        using var gate = EnterGate();
        if (mode.IsFiring)
            throw new InvalidOperationException($"The instance handles a trigger in {StateText}. Call Exit afterwards.");
        Guarded(static instance => instance.Interpreter.LeaveAll());
    }

    /// <summary>Returns what a store must keep to continue later: see <see cref="Statechart{TState, TTrigger}.Restore"/>.</summary>
    /// <returns>The snapshot.</returns>
    /// <exception cref="InvalidOperationException">A trigger is being handled, or triggers are deferred, or no state is active.</exception>
    public StatechartSnapshot<TState> Snapshot()
    {
        using var gate = EnterGate();
        if (mode.IsFiring)
            throw new InvalidOperationException($"The instance handles a trigger in {StateText}. Call Snapshot afterwards.");
        if (mode.Has(InstanceMode.Deferring))
            throw new InvalidOperationException($"Triggers are deferred in {StateText}. A snapshot does not keep them: handle them first.");
        if (IsInterpreted && Interpreter.IsUnsettled)
            throw new InvalidOperationException($"A failure interrupted the last reaction in {StateText}. Fire a trigger first.");
        var snapshot = IsInterpreted ? Interpreter.Snapshot() : new([State], [], []);
        return snapshot.States.Count > 0 ? snapshot : throw new InvalidOperationException("The instance has left all its states.");
    }

    /// <summary>Makes a new instance ready, and enters or restores its states.</summary>
    internal void Begin(
        Action<StatechartInstance<TState, TTrigger>> enter, IStatechartObserver<TState, TTrigger>? observer, TimeProvider? timeProvider)
    {
        if (chart.Tables is { } tables)
        {
            Reserve.Interpreter = new(this, tables, observer, timeProvider ?? TimeProvider.System);
            mode.Set(InstanceMode.Interpreted);
            if (tables.Tree.HasActivities)
            {
                Reserve.Gate = new();
                mode.Set(InstanceMode.Synchronized);
            }
        }

        Guarded(enter);
    }

    internal void EnterPlainly(int number) => Execute(chart.EntryOf(number), default);

    /// <summary>Waits while another thread handles a trigger, if the instance is synchronized.</summary>
    internal GateScope<TState, TTrigger> EnterGate() => mode.Has(InstanceMode.Synchronized) ? new(Reserve) : default;

    /// <summary>Runs an action like a trigger: what it fires is handled afterwards, and its failure drops what is queued.</summary>
    internal void Guarded(Action<StatechartInstance<TState, TTrigger>> action)
    {
        using var gate = EnterGate();
        if (!mode.TryEnter())
            throw InstanceErrors.UsedByTwoThreads(StateText);
        try
        {
            action(this);
            FinishSpecially();
        }
        catch (Exception error)
        {
            Abandon(error);
            throw;
        }
    }

    private bool CanFire(int number, Argument argument) => IsInterpreted
        ? Interpreter.CanHandle(number, argument)
        : Decision.CanFire(CellOf(number), Context, argument);

    private IReadOnlyList<string> UnmetGuards(int number) => IsInterpreted
        ? Interpreter.UnmetGuards(number)
        : Decision.UnmetGuards(CellOf(number));

    /// <summary>Gets a value indicating whether a trigger is being handled.</summary>
    internal bool IsFiring => mode.IsFiring;

    /// <summary>
    /// Gets a value indicating whether the policy of the machine applies to unhandled triggers, because the chart has none.
    /// </summary>
    internal bool LeavesUnhandled => chart.Model is { OnUnhandled: null, Unhandled: Unhandled.Throw };

    /// <summary>Returns whether the instance is in a state or in one of its substates.</summary>
    internal bool IsWithin(int other) =>
        IsInterpreted ? other >= 0 && Interpreter.IsIn(other) : chart.IsWithin(state, other);
}
