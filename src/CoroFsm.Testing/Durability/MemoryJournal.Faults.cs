namespace CoroFsm.Testing.Durability;

public sealed partial class MemoryJournal
{
    /// <summary>Makes the next commits fail.</summary>
    /// <param name="fault">How they fail.</param>
    /// <param name="count">The number of commits. A commit that only removes delivered messages does not count.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public void InjectFault(CommitFault fault, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (gate)
        {
            for (var i = 0; i < count; i++)
                faults.Enqueue(fault);
        }
    }

    /// <summary>Makes the next reads fail.</summary>
    /// <param name="count">The number of reads: of a machine, of a list of machines, or of the outbox.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public void InjectReadFault(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (gate)
            readFaults += count;
    }

    /// <summary>Delays further commits until <see cref="Release"/> or the disposal.</summary>
    public void Hold()
    {
        lock (gate)
            isHeld = true;
    }

    /// <summary>Commits what was delayed by <see cref="Hold"/>.</summary>
    public void Release()
    {
        lock (gate)
        {
            isHeld = false;
            StartWriting();
        }
    }

    /// <summary>
    /// Drops what is queued, as when the process ends: no turn is notified any more, and further turns have no effect. Reads fail.
    /// </summary>
    public void Crash()
    {
        List<QueuedWrite> dropped;
        lock (gate)
        {
            hasCrashed = true;
            (dropped, queue) = (queue, []);
        }

        Storage.Remove(this);
        foreach (var change in dropped.OfType<QueuedChange>())
            change.Fail(Crashed());
    }
}
