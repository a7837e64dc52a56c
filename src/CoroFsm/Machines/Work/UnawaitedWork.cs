namespace CoroFsm;

/// <summary>Represents the clean-up of work for which the machine does not wait: the observer is notified of its exception.</summary>
internal sealed class UnawaitedWork<TEvent>(Machine<TEvent> machine) : PendingWork<TEvent>(machine)
{
    /// <summary>Starts the work, and cancels what it cleans up.</summary>
    internal void Begin(Func<Task> work, CancellationTokenSource? cancellation, MachineWork? description)
    {
        Context = AmbientContext.CaptureOrDefault();
        Describe(description);
        Called = Call(_ => work());
        QueueTurnAtEnd();
        cancellation?.Cancel();
    }

    private protected override void TakeTurn() => Machine.ObserveLateEnd(this);

    internal override bool IsExpected => false;

    internal override bool IsPending(long version) => false;

    private protected override void Leave()
    {
    }
}
