using System.Diagnostics;

namespace CoroFsm;

/// <summary>Represents work beside the state of a machine, whose end comes as an event.</summary>
/// <param name="machine">The machine.</param>
/// <param name="done">Makes the event of work that has succeeded, of its task.</param>
/// <param name="failed">Makes the event of work that has failed; null to raise the exception at the wait.</param>
/// <param name="cancelled">Makes the event of work that was cancelled by itself; null for <paramref name="failed"/>.</param>
[StackTraceHidden]
internal sealed class InvokedWork<TEvent>(
    Machine<TEvent> machine, Func<Task, TEvent> done, Func<Exception, TEvent>? failed, Func<TEvent>? cancelled)
    : PendingWork<TEvent>(machine), IEventOrigin<TEvent>
{
    private InvocationStage stage;

    /// <summary>Gets the event of the end, while it is deferred.</summary>
    internal TEvent? Event { get; private set; }

    internal bool IsDeferred => stage == InvocationStage.Deferred;

    internal bool IsRunning => stage == InvocationStage.Running;

    internal override bool IsExpected => IsRunning;

    internal override bool IsPending(long version) => IsRunning;

    /// <summary>Calls the work, and queues a turn for its end.</summary>
    internal void Begin(Func<PendingWork<TEvent>, Task> call, MachineWork? description)
    {
        Context = AmbientContext.CaptureOrDefault();
        Describe(description);
        Host?.Expect();
        if (description is not null)
            Machine.ObserveWorkStart(description);
        Called = call(this);
        RestoreActivity();
        if (Called.IsCompleted)
            QueueTurn();
        else
            QueueTurnAtEnd();
    }

    /// <summary>Ends the work, and makes its event.</summary>
    /// <param name="error">The exception to raise at the wait instead, if there is no event.</param>
    internal TEvent? MakeEvent(out Exception? error)
    {
        stage = InvocationStage.Ended;
        Host?.StopExpecting();
        try
        {
            error = Error;
            if (error is null)
                return done(Called!);
            var make = error is OperationCanceledException && cancelled is not null ? _ => cancelled() : failed;
            if (make is null)
                return default;
            var @event = make(error);
            error = null;
            return @event;
        }
        catch (Exception thrown)
        {
            error = thrown;
            return default;
        }
    }

    /// <summary>Keeps the event that is being offered to the machine.</summary>
    internal void Keep(TEvent @event) => Event = @event;

    /// <summary>Takes the deferred event back.</summary>
    internal void TakeBack()
    {
        stage = InvocationStage.Ended;
        Event = default;
    }

    /// <summary>Cancels the work, whose end is no longer needed.</summary>
    /// <exception cref="AggregateException">Callbacks of the token have thrown exceptions.</exception>
    internal void Cancel()
    {
        Leave();
        Cancellation.Cancel();
    }

    private protected override void Leave()
    {
        stage = InvocationStage.Left;
        Host?.StopExpecting();
    }

    bool IEventOrigin<TEvent>.IsReplaced(EventTimers<TEvent>? timers) => false;

    void IEventOrigin<TEvent>.KeepDeferred(EventTimers<TEvent>? timers) => stage = InvocationStage.Deferred;

    void IEventOrigin<TEvent>.EndDeferred(EventTimers<TEvent>? timers) => TakeBack();

    private protected override void TakeTurn()
    {
        if (stage == InvocationStage.Left)
            Machine.ObserveLateEnd(this);
        else
            Machine.DeliverInvoked(this);
    }
}

/// <summary>Specifies how far a work beside the state has come.</summary>
internal enum InvocationStage : byte
{
    /// <summary>The work runs, or the turn of its end waits.</summary>
    Running,

    /// <summary>The event of its end is deferred.</summary>
    Deferred,

    /// <summary>The event of its end was received, dropped or taken back.</summary>
    Ended,

    /// <summary>The work was cancelled by its scope, or by the end of the machine.</summary>
    Left,
}
