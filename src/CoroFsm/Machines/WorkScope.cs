namespace CoroFsm;

/// <summary>Represents work beside the state of a machine. Created by <c>Inbox.Invoke</c>.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>The work ends with this scope, or with the machine, if it has not ended before.</remarks>
public readonly struct WorkScope<TEvent> : IDisposable
{
    private readonly Machine<TEvent>? machine;
    private readonly InvokedWork<TEvent>? work;

    internal WorkScope(Machine<TEvent> machine, InvokedWork<TEvent> work)
    {
        this.machine = machine;
        this.work = work;
    }

    /// <summary>
    /// Cancels the work: its end does not come as an event. If it has ended and its event is deferred, takes the event back. Otherwise, has
    /// no effect.
    /// </summary>
    /// <exception cref="InvalidOperationException">None of the machine's coroutines is running.</exception>
    public void Dispose() => machine?.LeaveInvoked(work!);
}
