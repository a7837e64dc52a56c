namespace CoroFsm.Statecharts;

/// <content>Configurations: what charts with regions, history, final states and transitions without triggers add.</content>
public sealed partial class StatechartInstance<TState, TTrigger>
{
    /// <inheritdoc/>
    public IReadOnlyList<TState> States => mode.Has(InstanceMode.Interpreted) ? Interpreter.States : [State];

    /// <inheritdoc/>
    public bool IsCompleted => mode.Has(InstanceMode.Interpreted) && Interpreter.IsCompleted;

    private StatechartInterpreter<TState, TTrigger> Interpreter => Reserve.Interpreter!;

    /// <summary>Gets the only state of a chart without regions.</summary>
    private TState SoleState => Interpreter.States switch
    {
        [var only] when chart.Tables!.Tree.SlotCount == 1 => only,
        [] => throw new InvalidOperationException("The instance has left all its states. Enter the chart again."),
        _ => throw new InvalidOperationException($"The chart has regions, so an instance has several states. Read {nameof(States)}."),
    };

    /// <summary>Gets the innermost state, or the first of several, for reports.</summary>
    private TState Innermost => mode.Has(InstanceMode.Interpreted) ? Interpreter.FirstState : chart.States[state];

    /// <summary>Gets what messages say about where the instance is.</summary>
    private object Place => mode.Has(InstanceMode.Interpreted) ? Interpreter.StateName : chart.States[state];

    /// <summary>Gets a number that differs if the instance may handle other triggers.</summary>
    private int PlaceNumber => mode.Has(InstanceMode.Interpreted) ? (int)Interpreter.Configuration.Version & int.MaxValue : state;

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
        if (!mode.IsFiring)
        {
            Fire(occurrence, isTry: true);
            return;
        }

        if (!mode.HasQueueHere)
            BeginQueue(trigger);
        var count = mode.Has(InstanceMode.Interpreted) ? Interpreter.RaisedCount : Reserve.Raised.Count;
        if (count >= chart.Model.MaxQueued)
            throw InstanceErrors.Full("raised", count, Place, trigger, nameof(StatechartBuilder<,>.MaxQueued));
        if (mode.Has(InstanceMode.Interpreted))
            Interpreter.Raise(new(Lasting.Of(trigger), occurrence.Argument));
        else
            Reserve.Raised.Enqueue(new(Lasting.Of(trigger), occurrence.Argument, IsTry: true));
    }

    /// <summary>
    /// Leaves all states, the innermost and last first: exit actions run, timers and invoked work end. Afterwards the instance is in no
    /// state, and every trigger is unhandled.
    /// </summary>
    /// <exception cref="InvalidOperationException">A trigger is being handled, or the chart has none of the parts that
    /// <see cref="Statechart{TState, TTrigger}.Enter"/> is needed for.</exception>
    public void Exit()
    {
        if (!mode.Has(InstanceMode.Interpreted))
            throw new InvalidOperationException("An instance of this chart is always in a state. Let a transition lead to a last state.");
        if (mode.IsFiring)
            throw new InvalidOperationException($"The instance handles a trigger in {Place}. Call Exit afterwards.");
        Guarded(static instance => instance.Interpreter.LeaveAll());
    }

    /// <summary>Runs what is needed to be in a state.</summary>
    internal void EnterInitially(int number, IStatechartObserver<TState, TTrigger>? observer, TimeProvider timeProvider)
    {
        if (chart.Tables is { } tables)
        {
            Reserve.Interpreter = new(this, tables, observer);
            mode.Set(InstanceMode.Interpreted);
        }

        Guarded(instance =>
        {
            if (chart.Tables is not null)
                instance.Interpreter.Enter(number);
            else
                instance.Execute(chart.EntryOf(number), default);
        });
    }

    /// <summary>Runs an action as if it were a trigger: what it fires is handled afterwards, and its failure drops what is queued.</summary>
    private void Guarded(Action<StatechartInstance<TState, TTrigger>> action)
    {
        if (!mode.TryEnter())
            throw InstanceErrors.UsedByTwoThreads(Place);
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

    private int Interpret(int number, TTrigger trigger, Argument argument, bool isTry)
    {
        var before = PlaceNumber;
        if (!Interpreter.Handle(number, trigger, argument))
        {
            if (!isTry)
                Refuse(trigger, argument);
            Interpreter.Settle();
            return Handled.No;
        }

        RecallFrom(before);
        return Handled.Done;
    }

    private void RecallFrom(int before)
    {
        if (mode.Has(InstanceMode.Deferring) && (PlaceNumber != before || PlaceNumber != Reserve.DeferredIn))
            Recall();
    }

    private bool CanFire(int number, Argument argument) => mode.Has(InstanceMode.Interpreted)
        ? Interpreter.CanHandle(number, argument)
        : Decision.CanFire(CellOf(number), Context, argument);

    private IReadOnlyList<string> UnmetGuards(int number) => mode.Has(InstanceMode.Interpreted)
        ? Interpreter.UnmetGuards(number)
        : Decision.UnmetGuards(CellOf(number));
}
