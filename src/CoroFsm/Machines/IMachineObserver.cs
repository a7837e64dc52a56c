namespace CoroFsm;

/// <summary>
/// Receives notifications about a machine. Every method has an empty default implementation.
/// </summary>
/// <remarks>
/// <para>Called by the thread that runs the machine, in the middle of its work: be brief, and do not call the machine. An event that
/// borrows memory is valid only during the call. Notifications about an event arrive under the execution context of its sender.</para>
/// <para>
/// An exception of an observer is thrown to the sender, never inside the coroutine; if there are several, the first one is thrown. The
/// remarks on each method say what the exception does to the machine. If no caller waits (a timer; a send from inside another synchronized
/// machine), the exception is lost.
/// </para>
/// </remarks>
public interface IMachineObserver
{
    /// <summary>Called when the machine has reached its first wait, or has already ended.</summary>
    /// <param name="machine">The machine.</param>
    /// <remarks>
    /// If it throws, the machine is closed, so that its <c>finally</c> blocks run, and <c>Start</c> throws the exception. A machine that
    /// has already ended remains as it is; if its coroutine has failed, <c>Start</c> throws that exception instead.
    /// </remarks>
    void OnStarted(Machine machine)
    {
    }

    /// <summary>Called when an event has arrived, before it is handled.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the event is not handled, and the machine continues to wait.</remarks>
    void OnReceived(Machine machine, object? @event)
    {
    }

    /// <summary>Called when the machine waits in another state than before.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="from">The previous state.</param>
    /// <param name="to">The new state.</param>
    /// <remarks>If it throws, the event has been handled, and the machine continues.</remarks>
    void OnStateChanged(Machine machine, string from, string to)
    {
    }

    /// <summary>Called when an event is unmatched. The sender receives an <see cref="UnexpectedEventException"/>.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the sender receives its exception instead, and the machine continues to wait.</remarks>
    void OnUnexpected(Machine machine, object? @event)
    {
    }

    /// <summary>Called when an event was deferred.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the event is deferred, and the machine continues.</remarks>
    void OnDeferred(Machine machine, object? @event)
    {
    }

    /// <summary>Called when an event will not be handled: it was ignored, or the machine ended first.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    /// <remarks>If it throws, the event is dropped. The machine continues, or ends after the remaining notifications.</remarks>
    void OnDropped(Machine machine, object? @event)
    {
    }

    /// <summary>Called when the machine starts work, before the work is called.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="work">The work.</param>
    /// <remarks>If it throws, the work is started nevertheless.</remarks>
    void OnWorkStarted(Machine machine, MachineWork work)
    {
    }

    /// <summary>Called when work has ended, before the machine receives its end.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="work">The work, with its exception if it has failed.</param>
    /// <remarks>If it throws, the machine continues with the end of the work.</remarks>
    void OnWorkEnded(Machine machine, MachineWork work)
    {
    }

    /// <summary>Called when work was cancelled, because the machine does not wait for it any longer.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="work">The work.</param>
    /// <remarks>If it throws, the machine continues.</remarks>
    void OnWorkLeft(Machine machine, MachineWork work)
    {
    }

    /// <summary>
    /// Called when work has failed after it was cancelled, with an exception other than <see cref="OperationCanceledException"/>. Nothing
    /// else receives the exception.
    /// </summary>
    /// <param name="machine">The machine, which may have ended.</param>
    /// <param name="work">The work.</param>
    /// <param name="fault">The exception.</param>
    /// <remarks>If it throws, its exception is lost.</remarks>
    void OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault)
    {
    }

    /// <summary>Called when the machine has completed or was closed.</summary>
    /// <param name="machine">The machine.</param>
    /// <remarks>If it throws, the machine has ended nevertheless.</remarks>
    void OnEnded(Machine machine)
    {
    }

    /// <summary>Called when the coroutine has thrown an exception and the machine has ended.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="fault">The exception.</param>
    /// <remarks>If it throws, the sender receives the fault, and the observer's exception is lost.</remarks>
    void OnFaulted(Machine machine, Exception fault)
    {
    }

    /// <summary>
    /// Called when the host of the machine has removed it from memory (<see cref="MachineStatus.Abandoned"/>). It is the last notification:
    /// <see cref="OnEnded"/> is not called, nor is <see cref="OnDropped"/> for queued and deferred events.
    /// </summary>
    /// <param name="machine">The machine.</param>
    /// <remarks>If it throws, the machine is abandoned nevertheless, and the host receives the exception.</remarks>
    void OnAbandoned(Machine machine)
    {
    }
}
