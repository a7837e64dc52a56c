using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>Represents a journal in an SQLite file.</summary>
/// <remarks>
/// <para>One thread writes; each commit takes all turns that are queued when the one before it has ended. Reads run on the thread that
/// calls, on connections of their own, and block no commit.</para>
/// <para>Several processes may open one file: their commits wait for each other, and a turn whose number another process has written fails
/// with a <see cref="JournalConflictException"/>. The file must be on a local disk.</para>
/// <para>The file may contain tables of the application too, which the work of transactional effects changes. The tables
/// <c>machines</c>, <c>journal</c> and <c>outbox</c>, <c>PRAGMA user_version</c> and <c>PRAGMA application_id</c> belong to the
/// journal.</para>
/// </remarks>
public sealed class SqliteJournal : Journal
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SqliteJournalOptions options;
    private readonly Database database;
    private readonly ReadPool readers;
    private readonly Lock gate = new();
    private volatile Writer? writer;
    private volatile bool closed;

    /// <summary>Initializes a new instance of the <see cref="SqliteJournal"/> class.</summary>
    /// <param name="path">The path of the file, a <c>file:</c> URI of SQLite, or ":memory:" for a journal that ends with the
    /// object.</param>
    public SqliteJournal(string path)
        : this(new SqliteJournalOptions { Path = path })
    {
    }

    /// <summary>Initializes a new instance of the <see cref="SqliteJournal"/> class.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or longer than 24 days.</exception>
    public SqliteJournal(SqliteJournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Path, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.BusyTimeout.Ticks, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BusyTimeout.TotalMilliseconds, int.MaxValue, nameof(options));
        this.options = options;
        database = new(options);
        readers = new(database);
    }

    /// <inheritdoc/>
    public override string Description => database.Description;

    /// <inheritdoc/>
    public override JournalStatistics Statistics => writer?.Statistics ?? default;

    private Writer Opened
    {
        get
        {
            var opened = writer;
            ObjectDisposedException.ThrowIf(closed, this);
            return opened ?? throw new InvalidOperationException($"{Description} is not open. Call OpenAsync first.");
        }
    }

    /// <inheritdoc/>
    public override ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (writer is not null)
                return default;
            try
            {
                writer = new(database, options, readers, database.OpenWriter());
            }
            catch (SqliteException e)
            {
                throw Failures.OfUse(Description, e);
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public override void Append(JournalTurn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        Add(turn);
    }

    /// <inheritdoc/>
    public override ValueTask<MachineEntry?> ReadAsync(
        MachineId id, IRecordReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Check(id);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(connection => connection.Read(id, reader, cancellationToken)));
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MachineId? last = null;
        int count;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Read(connection => connection.List(type, filter, last));
            count = page.Count;
            foreach (var entry in page)
            {
                yield return entry;
                last = entry.Machine.Id;
            }

            await Task.CompletedTask;
        }
        while (count == ReadConnection.PageSize);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredMessage> ReadOutboxAsync(
        string type, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        long last = 0;
        int count;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = Read(connection => connection.ReadOutbox(type, ref last));
            count = page.Count;
            foreach (var message in page)
                yield return message;
            await Task.CompletedTask;
        }
        while (count == ReadConnection.PageSize);
    }

    /// <inheritdoc/>
    public override void RemoveMessage(MachineId sender, long sequence, int ordinal) => Opened.Remove(sender, sequence, ordinal);

    /// <inheritdoc/>
    public override ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken = default) =>
        Write(id, store => store.Park(id, reason), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        for (var i = 1; i < records.Count; i++)
        {
            if (records[i].Sequence != records[i - 1].Sequence + 1)
            {
                throw new ArgumentException($"Record {records[i - 1].Sequence} of machine {id} is followed by record "
                    + $"{records[i].Sequence}. Number the records consecutively.", nameof(records));
            }
        }

        await Write(id, store => store.Replace(id, records, index), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken = default) =>
        Write(id, store => store.Purge(id), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="JournalException">The file exists, or cannot be written.</exception>
    public override async ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ = Opened;
        await Task.Run(() => Backup.Write(path, Description, readers), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Writer? opened;
        lock (gate)
        {
            closed = true;
            opened = writer;
        }

        if (opened is not null)
            await opened.CloseAsync();
        readers.Dispose();
    }

    private void Add(object entry) => ObjectDisposedException.ThrowIf(!Opened.TryAdd(entry), this);

    private ValueTask<bool> Write(MachineId id, Func<Store, bool> change, CancellationToken cancellationToken)
    {
        Check(id);
        cancellationToken.ThrowIfCancellationRequested();
        StoreWork work = new(change, cancellationToken);
        Add(work);
        return new(work.Task);
    }

    private T Read<T>(Func<ReadConnection, T> read)
    {
        _ = Opened;
        try
        {
            using var lease = readers.Rent();
            return read(lease.Connection);
        }
        catch (SqliteException e)
        {
            throw Failures.OfUse(Description, e);
        }
    }

    private static void Check(MachineId id)
    {
        ArgumentNullException.ThrowIfNull(id.Type, nameof(id));
        ArgumentNullException.ThrowIfNull(id.Key, nameof(id));
        try
        {
            _ = Strict.GetByteCount(id.Type) + Strict.GetByteCount(id.Key);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"The identity of machine {id} contains half of a surrogate pair. Use valid Unicode text.",
                nameof(id), e);
        }
    }
}
