using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>Opens connections to the file of a journal.</summary>
internal sealed class Database
{
    /// <summary>
    /// The size of the cache of the connection that writes. Each active machine has a page of the index of its own, and a commit of
    /// thousands of machines must not read them again.
    /// </summary>
    private const int CacheKiB = 32 << 10;

    /// <summary>
    /// The number of pages in the log after which they are copied into the database: a page that several commits have changed is copied
    /// once.
    /// </summary>
    private const int CheckpointPages = 4000;

    private readonly SqliteJournalOptions options;
    private readonly string source;

    internal Database(SqliteJournalOptions options)
    {
        this.options = options;

        // A shared database in memory: each connection to ":memory:" would see one of its own.
        InMemory = options.Path == ":memory:";
        source = InMemory ? $"file:/journal-{Guid.NewGuid():N}?vfs=memdb" : options.Path;
        Description = $"SQLite {options.Path}";
    }

    internal string Description { get; }

    internal bool InMemory { get; }

    /// <summary>Opens the connection that writes, and creates the tables if they are absent.</summary>
    internal SqliteConnection OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            if (!InMemory && Schema.Execute(connection, "PRAGMA journal_mode = WAL") is not "wal")
                throw new JournalException($"{Description} cannot use a write-ahead log. Put the file on a local disk.");
            Schema.Execute(connection, $"PRAGMA synchronous = {(options.Synchronous == SqliteSynchronous.Full ? "FULL" : "NORMAL")}");
            Schema.Execute(connection, $"PRAGMA journal_size_limit = {options.LargestLog}");
            Schema.Execute(connection, $"PRAGMA cache_size = -{CacheKiB}");
            Schema.Execute(connection, $"PRAGMA wal_autocheckpoint = {CheckpointPages}");
            Schema.Ensure(connection, Description);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that reads.</summary>
    internal SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadWrite);
        Schema.Execute(connection, "PRAGMA query_only = 1");
        return connection;
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder builder = new()
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds)),
        };
        SqliteConnection connection = new(builder.ConnectionString);
        try
        {
            connection.Open();
            raw.sqlite3_busy_timeout(connection.Handle!, (int)options.BusyTimeout.TotalMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
