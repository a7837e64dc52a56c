namespace CoroFsm.Testing.Durability;

/// <summary>
/// Represents what survives a process: the contents of <see cref="MemoryJournal"/>s. A second journal on the same storage is a restarted
/// process, or a second host.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class MemoryJournalStorage
{
    private readonly Lock gate = new();
    private readonly List<MemoryJournal> journals = [];
    private readonly Queue<(MemoryJournal Journal, TaskCompletionSource Entered)> waiting = new();
    private JournalState state = JournalState.Empty;
    private JournalState synchronized = JournalState.Empty;
    private MemoryJournal? writer;

    /// <summary>Gets a value indicating whether each commit survives a loss of power. Default: true. Otherwise only what was stored before
    /// the last <see cref="Synchronize"/> does.</summary>
    public bool IsSynchronous { get; init; } = true;

    /// <summary>Gets the number of stored messages that were not removed.</summary>
    public int MessageCount => State.Outbox.Count;

    internal JournalState State
    {
        get
        {
            lock (gate)
                return state;
        }
    }

    /// <summary>Returns a value that a <see cref="MemoryTransaction"/> has stored.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The value; null if there is none.</returns>
    public string? GetValue(string key) => State.Values.GetValueOrDefault(key);

    /// <summary>Returns an independent storage with the same contents, without open journals.</summary>
    /// <returns>The copy.</returns>
    /// <remarks>Takes a constant time. A test can copy the storage at many points, and restart from each.</remarks>
    public MemoryJournalStorage Copy()
    {
        lock (gate)
            return new() { IsSynchronous = IsSynchronous, state = state, synchronized = synchronized };
    }

    /// <summary>Makes what is stored survive a loss of power.</summary>
    public void Synchronize()
    {
        lock (gate)
            synchronized = state;
    }

    /// <summary>Crashes all open journals, and drops the commits that were not synchronized.</summary>
    public void LosePower()
    {
        foreach (var journal in OpenJournals())
            journal.Crash();
        lock (gate)
            state = synchronized;
    }

    internal void Add(MemoryJournal journal)
    {
        lock (gate)
            journals.Add(journal);
    }

    internal void Remove(MemoryJournal journal)
    {
        lock (gate)
            journals.Remove(journal);
        Exit(journal);
    }

    /// <summary>Begins a commit. Only one journal at a time writes to a storage.</summary>
    internal Task EnterAsync(MemoryJournal journal)
    {
        lock (gate)
        {
            if (writer is null)
            {
                writer = journal;
                return Task.CompletedTask;
            }

            // Where a test decides about commits, it also decides about the thread.
            var entered = new TaskCompletionSource(
                journal.CommitsManually ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue((journal, entered));
            return entered.Task;
        }
    }

    /// <summary>Ends a commit; no operation if the journal has crashed meanwhile.</summary>
    internal void Exit(MemoryJournal journal)
    {
        TaskCompletionSource? entered = null;
        lock (gate)
        {
            if (writer != journal)
                return;
            writer = null;
            if (waiting.TryDequeue(out var next))
                (writer, entered) = next;
        }

        entered?.SetResult();
    }

    /// <summary>Stores a commit.</summary>
    /// <returns>False if the journal has crashed: then nothing is stored.</returns>
    internal bool Store(MemoryJournal journal, JournalState next)
    {
        lock (gate)
        {
            if (!journals.Contains(journal))
                return false;
            state = next;
            if (IsSynchronous)
                synchronized = next;
            return true;
        }
    }

    private MemoryJournal[] OpenJournals()
    {
        lock (gate)
            return [.. journals];
    }
}
