namespace CoroFsm.Scxml.Sessions;

/// <summary>The last entries of the log of a session and of the sessions that it has invoked. Thread-safe.</summary>
internal sealed class ScxmlLog(int limit)
{
    private readonly Queue<ScxmlLogEntry> entries = [];
    private readonly Lock gate = new();

    internal IReadOnlyList<ScxmlLogEntry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    internal void Add(ScxmlLogEntry entry)
    {
        lock (gate)
        {
            if (entries.Count == limit)
                entries.Dequeue();
            entries.Enqueue(entry);
        }
    }
}
