using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Represents a journal in a PostgreSQL database, version 12 or later. Several hosts may use it at a time.</summary>
/// <remarks>
/// <para>Each open journal is an owner with a lease. A machine belongs to the owner that wrote its last turn: turns of other owners that
/// had loaded it before fail with a <see cref="JournalConflictException"/>. <see cref="MachineFilter.ToWake"/> lists the machines of this
/// owner, and takes over those whose owner has closed or not renewed its lease.</para>
/// <para>A commit is as safe as the server's setting <c>synchronous_commit</c> makes it; it is on by default.</para>
/// </remarks>
public sealed class PostgreSqlJournal : Journal
{
    private readonly NpgsqlDataSource source;
    private readonly bool ownsSource;
    private readonly PostgreSqlJournalOptions options;
    private readonly Server server;
    private readonly Sql sql;
    private readonly MachineTable machines;
    private readonly TurnQueue queue = new();
    private readonly Counters counters = new();
    private readonly SemaphoreSlim lifetime = new(1);
    private readonly List<BatchWriter> writers = [];
    private TransactionRunner? runner;
    private volatile Owner? owner;
    private bool disposed;

    /// <summary>Initializes a new instance of the <see cref="PostgreSqlJournal"/> class.</summary>
    /// <param name="connectionString">The connection string of Npgsql.</param>
    /// <param name="options">The settings; null for the default values.</param>
    /// <exception cref="ArgumentException">The connection string or a setting is not valid.</exception>
    public PostgreSqlJournal(string connectionString, PostgreSqlJournalOptions? options = null)
        : this(Build(connectionString), options) => ownsSource = true;

    /// <summary>Initializes a new instance of the <see cref="PostgreSqlJournal"/> class.</summary>
    /// <param name="source">The connections; the journal does not dispose of them. If an <see cref="NpgsqlSlimDataSourceBuilder"/> has
    /// built it, arrays must be enabled.</param>
    /// <param name="options">The settings; null for the default values.</param>
    /// <exception cref="ArgumentException">A setting is not valid.</exception>
    public PostgreSqlJournal(NpgsqlDataSource source, PostgreSqlJournalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
        this.options = PostgreSqlJournalOptions.Check(options ?? new());
        server = new(source, this.options.Timeout);
        sql = new(this.options.Schema);
        machines = new(server, sql);
        var connection = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        Description = $"PostgreSQL {connection.Host}/{connection.Database ?? connection.Username}, schema {sql.Schema}";
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override JournalStatistics Statistics => counters.Statistics;

    private Owner OpenOwner
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return owner ?? throw new InvalidOperationException($"The journal {Description} is not open. Await OpenAsync first.");
        }
    }

    /// <inheritdoc/>
    public override async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        await lifetime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (owner is not null)
                return;
            var registered = await server.RunAsync($"open the journal in {Description}", RegisterAsync, cancellationToken)
                .ConfigureAwait(false);
            runner = new(server, sql, registered.Number, queue, counters, options.MaximumTransactions);
            for (var i = 0; i < options.BatchesInFlight; i++)
            {
                var writer = new BatchWriter(server, sql, registered.Number, queue, runner.Start, counters);
                writers.Add(writer);
                writer.Start();
            }

            owner = registered;
        }
        finally
        {
            lifetime.Release();
        }

        async ValueTask<Owner> RegisterAsync(NpgsqlConnection connection, CancellationToken token)
        {
            await Tables.CreateAsync(server, sql, connection, token).ConfigureAwait(false);
            return await Owner.RegisterAsync(server, sql, options, connection, token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override void Append(JournalTurn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        _ = OpenOwner;
        queue.Add(turn);
    }

    /// <inheritdoc/>
    public override ValueTask<MachineEntry?> ReadAsync(
        MachineId id, IRecordReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _ = OpenOwner;
        return machines.ReadAsync(id, reader, cancellationToken);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, CancellationToken cancellationToken = default) =>
        new MachineList(server, sql, OpenOwner).ListAsync(type, filter, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredMessage> ReadOutboxAsync(string type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        _ = OpenOwner;
        return new Outbox(server, sql, queue).ReadAsync(type, cancellationToken);
    }

    /// <inheritdoc/>
    public override void RemoveMessage(MachineId sender, long sequence, int ordinal)
    {
        _ = OpenOwner;
        queue.Add(new Removal(sender, sequence, ordinal));
    }

    /// <inheritdoc/>
    public override ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, token => machines.ParkAsync(id, reason, token), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        for (var i = 1; i < records.Count; i++)
        {
            if (records[i].Sequence != records[i - 1].Sequence + 1)
            {
                throw new ArgumentException(
                    $"The record {records[i].Sequence} of {id} follows the record {records[i - 1].Sequence}. Number them without gaps.",
                    nameof(records));
            }
        }

        await ChangeAsync(id, token => machines.ReplaceAsync(id, records, index, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, token => machines.PurgeAsync(id, token), cancellationToken);

    /// <summary>Throws: PostgreSQL has tools of its own for backups.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default) => throw new NotSupportedException(
        "A journal in PostgreSQL is not copied to a file by its clients. Run pg_dump "
        + $"--schema='{sql.Schema}', or back up the whole server.");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await lifetime.WaitAsync().ConfigureAwait(false);
        try
        {
            if (disposed)
                return;
            disposed = true;
            queue.Close();
            if (owner is not null)
            {
                runner!.Cancel();
                await Task.WhenAll(writers.Select(static writer => writer.Completion)).ConfigureAwait(false);
                runner.Dispose();
                await owner.DisposeAsync().ConfigureAwait(false);
            }

            if (ownsSource)
                await source.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            lifetime.Release();
        }
    }

    /// <summary>The slim builder leaves out what needs reflection. Connection strings may name encryption and Kerberos.</summary>
    private static NpgsqlDataSource Build(string connectionString)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(connectionString);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();
        return builder.Build();
    }

    /// <summary>Changes a machine after the turns that were appended before.</summary>
    private async ValueTask<T> ChangeAsync<T>(
        MachineId id, Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        _ = OpenOwner;
        var result = default(T);
        var change = new Change(
            id,
            async () =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                result = await work(cancellationToken).ConfigureAwait(false);
            });
        queue.Add(change);
        await change.Completion.ConfigureAwait(false);
        return result!;
    }
}
