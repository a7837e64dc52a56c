using CoroFsm.Benchmarks.Durable.Contenders;
using CoroFsm.Benchmarks.Durable.Storages;
using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Durability;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.PostgreSql;
using CoroFsm.Durability.Sqlite;
using CoroFsm.Testing;
using Npgsql;

namespace CoroFsm.Benchmarks.Durable;

/// <summary>Measures durable machines against what a program without a host would do: commits, reads and events in memory.</summary>
internal static class DurableSuite
{
    internal const string Name = "durable";

    /// <summary>The number of events in a round; for a case with a divisor, a part of it.</summary>
    internal const int Operations = 40_000;

    /// <summary>The divisor of cases in which each event waits for a commit of its own.</summary>
    private const int OneByOne = 250;

    private const int PostgreSqlDivisor = 10;

    internal static Suite Create(string directory) => CreateAsync(directory).GetAwaiter().GetResult();

    private static async Task<Suite> CreateAsync(string directory)
    {
        var files = new DurableFiles(directory);
        var replayed = files.NewPath();
        var (stored, time) = await OpenPassiveAsync(files, new SqliteJournal(replayed), numbers: false).ConfigureAwait(false);
        var memory = new InstantJournal { KeepsRecords = true };
        var (kept, keptTime) = await OpenPassiveAsync(files, memory, numbers: true).ConfigureAwait(false);
        await ReplayCase.PrepareAsync(stored).ConfigureAwait(false);
        await ReplayCase.PrepareAsync(kept).ConfigureAwait(false);
        var (resident, residentTime) = await OpenPassiveAsync(files, new InstantJournal(), numbers: true).ConfigureAwait(false);
        var server = await PostgreSqlServer.TryStartAsync(directory).ConfigureAwait(false);

        return new(Name, "event", Operations,
        [
            new BareCommitsCase("commit/1", await OpenBareAsync(files).ConfigureAwait(false), rows: 1, OneByOne),
            new SendersCase("senders/1", "commit/1", await OpenAsync(files, Sqlite(files)).ConfigureAwait(false), senders: 1, OneByOne),
            new BareCommitsCase("commit/100", await OpenBareAsync(files).ConfigureAwait(false), rows: 100),
            new SendersCase("senders/64", "commit/100", await OpenAsync(files, Sqlite(files)).ConfigureAwait(false), senders: 64),
            new SendersCase("senders/1000", "commit/100", await OpenAsync(files, Sqlite(files)).ConfigureAwait(false), senders: 1000),
            new CommitPairsCase("commits/2", await OpenBareAsync(files).ConfigureAwait(false), OneByOne),
            new CallsCase("call", "commits/2", await OpenCallsAsync(files).ConfigureAwait(false), OneByOne),
            .. await PostgreSqlCasesAsync(files, server).ConfigureAwait(false),

            new BareReadCase("read/10000", files.Add(new BareSqlite(replayed))),
            new ReplayCase("replay/10000", "read/10000", stored, time),
            new ReplayCase("replay/memory", "read/10000", kept, keptTime),

            new MachineCase("machine"),
            new TurnsCase("turn", "machine", await OpenAsync(files, new InstantJournal(), numbers: true).ConfigureAwait(false)),
            new TurnsCase("turn/json", "machine", await OpenAsync(files, new InstantJournal()).ConfigureAwait(false)),
            new CodecCase("json", "machine"),

            new DigestCase("stay", baseline: null, DigestCase.Stay),
            new DigestCase("+ digest/cached", "stay", DigestCase.Stay),
            new DigestCase("change", baseline: null, DigestCase.Change),
            new DigestCase("+ digest", "change", DigestCase.Change),
        ])
        {
            Measurements =
            [
                new FirstReplay("replay/first", "replay/10000", replayed),
                new ResidentMachines("resident", "turn", resident, residentTime, passivates: false),
                new ResidentMachines("passive", "turn", resident, residentTime, passivates: true),
            ],
            Resources = files,
            Notes = server is null ? ["PostgreSQL is not installed: its cases are left out."] : [],
        };
    }

    private static SqliteJournal Sqlite(DurableFiles files) => new(files.NewPath());

    private static async Task<BareSqlite> OpenBareAsync(DurableFiles files) =>
        files.Add(new BareSqlite(await files.CreateSqliteAsync().ConfigureAwait(false)));

    private static async Task<DurableHost<OrderEvent>> OpenAsync(DurableFiles files, Journal journal, bool numbers = false) => files.Add(
        await DurableHost.OpenAsync<OrderEvent>(
            journal, Orders.Run, new() { Json = numbers ? Orders.Numbers : Orders.Json }).ConfigureAwait(false));

    private static async Task<DurableHost<OrderEvent>> OpenCallsAsync(DurableFiles files) => files.Add(
        await DurableHost.OpenAsync<OrderEvent>(Sqlite(files), CallsCase.Charge, new() { Json = Orders.Json }).ConfigureAwait(false));

    /// <summary>Opens a host whose machines are passivated when its clock is advanced.</summary>
    private static async Task<(DurableHost<OrderEvent> Host, SimulatedTime Time)> OpenPassiveAsync(
        DurableFiles files, Journal journal, bool numbers)
    {
        var time = new SimulatedTime();
        var options = new DurableOptions
        {
            Json = numbers ? Orders.Numbers : Orders.Json,
            TimeProvider = time,
            PassivateAfter = TimeSpan.FromMinutes(1),
        };
        return (files.Add(await DurableHost.OpenAsync<OrderEvent>(journal, Orders.Run, options).ConfigureAwait(false)), time);
    }

    private static async Task<Case[]> PostgreSqlCasesAsync(DurableFiles files, PostgreSqlServer? server)
    {
        if (server is null)
            return [];
        files.Add(server);
        await using (var bare = new PostgreSqlJournal(server.ConnectionString, new() { Schema = "bare" }))
            await bare.OpenAsync().ConfigureAwait(false);
        var connection = files.Add(new NpgsqlConnection(server.ConnectionString));
        await connection.OpenAsync().ConfigureAwait(false);
        var host = await OpenAsync(files, new PostgreSqlJournal(server.ConnectionString)).ConfigureAwait(false);
        return
        [
            new UnnestCase("unnest/64", connection, PostgreSqlDivisor),
            new SendersCase("postgres/64", "unnest/64", host, senders: 64, PostgreSqlDivisor),
        ];
    }
}
