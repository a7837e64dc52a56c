namespace CoroFsm;

/// <content>What a host needs that records the events of its machines, removes machines from memory, and runs them again.</content>
/// <remarks>The host ensures that no other thread is inside the machine.</remarks>
public abstract partial class Machine
{
    /// <summary>
    /// Gets the hash of <see cref="State"/>, which is the same in every process: <see cref="StableHash.Value"/> of that text.
    /// </summary>
    internal abstract ulong StateHash { get; }

    /// <summary>Gets the clock of a machine all of whose inputs a host records; null for other machines.</summary>
    internal TimeProvider? RecordedClock => Options.WorkIsExternal ? Options.TimeProvider : null;

    /// <summary>Gets a value indicating whether the machine waits and nothing is left to do until something happens to it.</summary>
    internal abstract bool IsQuiescent { get; }

    /// <summary>Gets the number of deferred events.</summary>
    internal abstract int DeferredCount { get; }

    /// <summary>
    /// Gets the time at which the first timer or timeout is due that <see cref="FireDue"/> can process now, in the clock's ticks; the
    /// maximum value if there is none.
    /// </summary>
    internal abstract long NextDue { get; }

    /// <summary>
    /// Abandons a machine that waits: no code of the coroutine is run, its frames return to their pools, timers and the ends of work have
    /// no effect, and queued and deferred events are dropped. Has no effect on a machine that has ended.
    /// </summary>
    /// <exception cref="InvalidOperationException">The machine is running.</exception>
    /// <remarks>Only observers, <see cref="Completion"/> and callers that wait for a reply are notified.</remarks>
    internal abstract void Abandon();

    /// <summary>Processes the first timer or timeout that is due, in a turn of its own.</summary>
    /// <param name="failure">The first exception of the turn; null if there was none.</param>
    /// <returns>False if nothing was due.</returns>
    /// <exception cref="InvalidOperationException">The machine is running, or is not synchronized.</exception>
    internal abstract bool FireDue(out Exception? failure);

    /// <summary>
    /// Computes a hash of the names and due times of the timers that are set and of the due times of the timeouts. The same in every
    /// process; 0 if there are none.
    /// </summary>
    internal abstract ulong HashTimers();
}
