namespace CoroFsm.Durability.Sqlite;

/// <summary>What waits to be written. Any thread adds; the writer's thread waits and takes.</summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>How long the removal of a message waits for a commit that takes it along.</summary>
    internal static readonly TimeSpan RemovalDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly ITimer removalTimer;
    private readonly List<object> entries = [];
    private readonly List<Removal> removals = [];
    private bool removalsDue;
    private bool asleep;
    private bool closed;

    internal WriteQueue(TimeProvider timeProvider) =>
        removalTimer = timeProvider.CreateTimer(
            static queue => ((WriteQueue)queue!).OnRemovalsDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private bool HasWork => entries.Count > 0 || removalsDue;

    /// <summary>Adds a turn or a <see cref="StoreWork"/>. False if the queue is closed.</summary>
    internal bool TryAdd(object entry)
    {
        bool mustWake;
        lock (gate)
        {
            if (closed)
                return false;
            entries.Add(entry);
            mustWake = TakeAsleep();
        }

        if (mustWake)
            wake.Release();
        return true;
    }

    /// <summary>Adds the removal of a message, which rides along with the next commit. Ignored if the queue is closed.</summary>
    internal void Add(Removal removal)
    {
        lock (gate)
        {
            if (closed)
                return;
            removals.Add(removal);
            if (removals.Count == 1)
                removalTimer.Change(RemovalDelay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits until there is something to write. False if the queue is closed and empty.</summary>
    internal bool Wait()
    {
        while (true)
        {
            lock (gate)
            {
                if (HasWork)
                    return true;
                if (closed)
                    return removals.Count > 0;
                asleep = true;
            }

            wake.Wait();
        }
    }

    /// <summary>Moves all that is queued to the ends of the lists.</summary>
    internal void Take(List<object> intoEntries, List<Removal> intoRemovals)
    {
        lock (gate)
        {
            intoEntries.AddRange(entries);
            entries.Clear();
            intoRemovals.AddRange(removals);
            removals.Clear();
            removalsDue = false;
        }
    }

    /// <summary>Refuses further entries, and wakes the writer.</summary>
    internal void Close()
    {
        bool mustWake;
        lock (gate)
        {
            closed = true;
            mustWake = TakeAsleep();
        }

        if (mustWake)
            wake.Release();
    }

    public void Dispose()
    {
        removalTimer.Dispose();
        wake.Dispose();
    }

    private void OnRemovalsDue()
    {
        bool mustWake;
        lock (gate)
        {
            if (closed || removals.Count == 0)
                return;
            removalsDue = true;
            mustWake = TakeAsleep();
        }

        if (mustWake)
            wake.Release();
    }

    private bool TakeAsleep()
    {
        var was = asleep;
        asleep = false;
        return was;
    }

    /// <summary>A message that was delivered.</summary>
    internal readonly record struct Removal(MachineId Sender, long Sequence, int Ordinal);
}
