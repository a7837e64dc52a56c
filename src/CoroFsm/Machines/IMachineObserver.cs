namespace CoroFsm;

/// <summary>
/// Receives notifications of what a machine does. Implement what you need: every method does nothing by default.
/// </summary>
/// <remarks>
/// <para>Called by the thread that runs the machine, in the middle of its work: be short, and do not call the machine. An event that
/// borrows memory is valid during the call only. Notifications of an event come under the execution context of its sender.</para>
/// <para>
/// An exception of an observer comes out of the sender's call, the first one if there are several, and never inside the coroutine. Each
/// method says what becomes of the machine. Where no caller waits (a timer; a send from inside another synchronized machine), the
/// exception is lost.
/// </para>
/// </remarks>
public interface IMachineObserver
{
    /// <summary>The machine has come to its first wait, or has already ended.</summary>
    /// <param name="machine">The machine.</param>
    /// <remarks>If it throws, the machine is closed, so that its <c>finally</c> blocks run, and the exception comes out of <c>Start</c>. A
    /// machine that has already ended stays as it ended; if its coroutine has failed, that exception comes out instead.</remarks>
    void OnStarted(Machine machine)
    {
    }

    /// <summary>An event has arrived, and is about to be handled.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the event is not handled, and the machine continues to wait.</remarks>
    void OnReceived(Machine machine, object? @event)
    {
    }

    /// <summary>The machine waits in another state than before.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="from">The state before.</param>
    /// <param name="to">The state now.</param>
    /// <remarks>If it throws, the event has been handled, and the machine continues.</remarks>
    void OnStateChanged(Machine machine, string from, string to)
    {
    }

    /// <summary>Nothing accepted an event: the sender gets an <see cref="UnexpectedEventException"/>.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the sender gets its exception instead, and the machine continues to wait.</remarks>
    void OnUnexpected(Machine machine, object? @event)
    {
    }

    /// <summary>An event was put aside.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the event is deferred, and the machine continues.</remarks>
    void OnDeferred(Machine machine, object? @event)
    {
    }

    /// <summary>An event will not be handled: it was ignored, or the machine ended before its turn.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the event is dropped. The machine continues, or ends after the remaining notifications.</remarks>
    void OnDropped(Machine machine, object? @event)
    {
    }

    /// <summary>The machine has completed or was closed.</summary>
    /// <param name="machine">The machine.</param>
    /// <remarks>If it throws, the machine has ended.</remarks>
    void OnEnded(Machine machine)
    {
    }

    /// <summary>The coroutine has thrown, and the machine has ended.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="fault">What it threw.</param>
    /// <remarks>If it throws, the sender gets the fault, and the observer's exception is lost.</remarks>
    void OnFaulted(Machine machine, Exception fault)
    {
    }
}
