using CoroFsm.Durability.Sqlite;

namespace CoroFsm.Benchmarks.Durable.Storages;

/// <summary>Represents the files of the suite, in a directory of their own, and what is to be closed before they are removed.</summary>
internal sealed class DurableFiles : IDisposable
{
    private readonly string directory;
    private readonly Stack<IAsyncDisposable> open = [];
    private int journals;

    internal DurableFiles(string parent)
    {
        directory = Path.Combine(parent, $"corofsm-durable-{Environment.ProcessId}");
        Directory.CreateDirectory(directory);
    }

    /// <summary>Returns the path of a new journal.</summary>
    internal string NewPath() => Path.Combine(directory, $"{journals++}.db");

    /// <summary>Creates an empty journal.</summary>
    internal async Task<string> CreateSqliteAsync()
    {
        var path = NewPath();
        await using var journal = new SqliteJournal(path);
        await journal.OpenAsync().ConfigureAwait(false);
        return path;
    }

    /// <summary>Closes something with the suite; what was opened last first.</summary>
    internal T Add<T>(T disposable)
        where T : IAsyncDisposable
    {
        open.Push(disposable);
        return disposable;
    }

    public void Dispose()
    {
        while (open.TryPop(out var disposable))
            disposable.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(directory, recursive: true);
    }
}
