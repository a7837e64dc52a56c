namespace CoroFsm;

/// <summary>
/// Is told what a machine does. Implement what you need: every method does nothing by default.
/// </summary>
/// <remarks>
/// Called by the thread that runs the machine, in the middle of its work: be short, and do not call the machine. What an observer throws comes out of the sender's call.
/// An event that borrows memory is valid during the call only.
/// </remarks>
public interface IMachineObserver
{
    /// <summary>The machine has come to its first wait, or has already ended.</summary>
    /// <param name="machine">The machine.</param>
    void OnStarted(Machine machine)
    {
    }

    /// <summary>An event has arrived, and is about to be handled.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    void OnReceived(Machine machine, object? @event)
    {
    }

    /// <summary>The machine waits in another state than before.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="from">The state before.</param>
    /// <param name="to">The state now.</param>
    void OnStateChanged(Machine machine, string from, string to)
    {
    }

    /// <summary>Nothing accepted an event: the sender gets an <see cref="UnexpectedEventException"/>.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    void OnUnexpected(Machine machine, object? @event)
    {
    }

    /// <summary>An event was put aside.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    void OnDeferred(Machine machine, object? @event)
    {
    }

    /// <summary>An event will not be handled: it was ignored, or the machine ended before its turn.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="event">The event.</param>
    void OnDropped(Machine machine, object? @event)
    {
    }

    /// <summary>The machine has completed or was closed.</summary>
    /// <param name="machine">The machine.</param>
    void OnEnded(Machine machine)
    {
    }

    /// <summary>The coroutine has thrown, and the machine has ended.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="fault">What it threw.</param>
    void OnFaulted(Machine machine, Exception fault)
    {
    }
}
