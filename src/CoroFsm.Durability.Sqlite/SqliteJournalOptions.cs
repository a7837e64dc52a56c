namespace CoroFsm.Durability.Sqlite;

/// <summary>Represents the options of a <see cref="SqliteJournal"/>.</summary>
public sealed class SqliteJournalOptions
{
    /// <summary>
    /// Gets the path of the file, a <c>file:</c> URI of SQLite, or ":memory:" for a journal that ends with the object.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Gets when a commit is forced to the disk. Default: <see cref="SqliteSynchronous.Full"/>.</summary>
    /// <remarks>With <see cref="SqliteSynchronous.Normal"/>, acknowledged turns may be lost when the power fails.</remarks>
    public SqliteSynchronous Synchronous { get; init; }

    /// <summary>
    /// Gets how long a commit or a read waits while another process holds the file's lock. Default: 5 seconds. Then it fails with a
    /// <see cref="JournalException"/>.
    /// </summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the clock that delays the removal of delivered messages. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the size of the write-ahead log, in bytes, above which new reads wait until it is emptied.</summary>
    internal long LargestLog { get; init; } = 64L << 20;

    /// <summary>Gets the number of payload bytes after which a commit ends, even if more turns are queued.</summary>
    internal long LargestCommit { get; init; } = 64L << 20;
}
