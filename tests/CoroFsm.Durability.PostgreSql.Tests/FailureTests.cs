using System.Collections.Concurrent;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.PostgreSql.Tests.Support;
using CoroFsm.Durability.Tests.Journals.Contract;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql.Tests;

/// <summary>What fails, how it is reported, and that the journal goes on.</summary>
public sealed class FailureTests(PostgreSqlServer server) : IAsyncDisposable
{
    private readonly TestSchema schema = new(server);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => schema.DisposeAsync();

    /// <summary>Backends are ended in the middle of commits: what was acknowledged is there, and no turn is there in part.</summary>
    [Fact]
    public async Task Append_ConnectionsAreTerminated_AcknowledgedTurnsAreThereAndNoneInPart()
    {
        const int Machines = 8;
        const int Kills = 30;
        server.SkipIfAbsent();
        var name = schema.Name[^32..];
        await using var source = NpgsqlDataSource.Create($"{server.ConnectionString};Application Name={name}");
        await using var journal = await schema.OpenAsync(source: source);
        var acknowledged = new ConcurrentDictionary<(string Key, long Sequence), string>();
        var failures = new ConcurrentBag<JournalException>();
        using var acknowledgements = new SemaphoreSlim(0);
        using var end = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Machines)
            .Select(number => Task.Run(() => WriteAsync($"m{number}", end.Token), Cancellation)).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            for (var progress = 0; progress < 20; progress++)
                Assert.True(await acknowledgements.WaitAsync(JournalContract.Patience, Cancellation));
            await server.QueryAsync(
                $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{name}'");
        }

        await end.CancelAsync();
        await Task.WhenAll(writers);

        Assert.NotEmpty(failures.OfType<JournalUnsureException>());
        for (var number = 0; number < Machines; number++)
        {
            var list = new RecordList();
            await journal.ReadAsync(new("Order", $"m{number}"), list, Cancellation);
            var found = list.Records.ToDictionary(record => record.Sequence, TestRecords.Describe);
            Assert.Equal(Enumerable.Range(1, found.Count).Select(sequence => (long)sequence), found.Keys.Order());
            Assert.Equal(0, found.Count % 2);
            Assert.All(
                acknowledged.Where(turn => turn.Key.Key == $"m{number}"),
                turn => Assert.Equal(turn.Value, found[turn.Key.Sequence]));
        }

        async Task WriteAsync(string key, CancellationToken ending)
        {
            for (var attempt = 0; !ending.IsCancellationRequested; attempt++)
            {
                try
                {
                    var list = new RecordList();
                    var machine = (await journal.ReadAsync(new("Order", key), list, Cancellation))?.Machine ?? new(new("Order", key));
                    for (var next = list.Records.Count + 1; !ending.IsCancellationRequested; next += 2)
                    {
                        StoredRecord[] records =
                            [TestRecords.Event(next, $"{attempt}"), TestRecords.Event(next + 1, $"{attempt}")];
                        var turn = new TestTurn(machine, records);
                        journal.Append(turn);
                        await turn.Stored;
                        foreach (var record in records)
                            acknowledged[(key, record.Sequence)] = record.Describe();
                        acknowledgements.Release();
                    }
                }
                catch (JournalException error)
                {
                    failures.Add(error);
                }
            }
        }
    }

    [Fact]
    public async Task Append_TextThatPostgreSqlRefuses_FailsThatTurnAlone()
    {
        var journal = await schema.OpenAsync();
        var bad = new TestTurn(new(new("Order", "bad")), TestRecords.Event(1, messageId: "a\0b"));
        var lone = new TestTurn(new(new("Order", "lone")), TestRecords.Event(1, messageId: "\ud800"));
        TestTurn[] good =
            [.. Enumerable.Range(0, 10).Select(number => new TestTurn(new(new("Order", $"good {number}")), TestRecords.Event(1)))];

        foreach (var turn in good[..5].Append(bad).Append(lone).Concat(good[5..]))
            journal.Append(turn);

        await Task.WhenAll(good.Select(turn => turn.Stored));
        await Assert.ThrowsAsync<JournalException>(() => bad.Stored);
        await Assert.ThrowsAsync<JournalException>(() => lone.Stored);
        Assert.Equal(10L, await schema.QueryAsync("SELECT count(*) FROM $.journal"));
    }

    [Fact]
    public async Task Transaction_ConnectionLostInWork_IsNotStoredAndNotCompleted()
    {
        var journal = await schema.OpenAsync();
        var machine = new JournaledMachine(new("Order", "lost"));
        await AppendAsync(journal, machine, 1);
        var completed = false;
        var turn = new TestTransaction(
            machine,
            async (transaction, cancellationToken) =>
            {
                await using var command = transaction.Connection!.CreateCommand();
                command.CommandText = "SELECT pg_terminate_backend(pg_backend_pid())";
                await command.ExecuteNonQueryAsync(cancellationToken);
            },
            _ =>
            {
                completed = true;
                return [TestRecords.Event(2)];
            });

        journal.Append(turn);

        Assert.IsType<JournalException>(await Assert.ThrowsAnyAsync<JournalException>(() => turn.Stored));
        Assert.False(completed);
        var entry = await journal.ReadAsync(machine.Id, new RecordList(), Cancellation);
        await AppendAsync(journal, entry!.Machine, 2);
    }

    [Fact]
    public async Task Transaction_WorkCommits_FailsWithTheCure()
    {
        var journal = await schema.OpenAsync();
        var machine = new JournaledMachine(new("Order", "committed"));
        await AppendAsync(journal, machine, 1);
        var turn = new TestTransaction(
            machine, async (transaction, token) => await transaction.CommitAsync(token), _ => [TestRecords.Event(2)]);

        journal.Append(turn);

        var error = await Assert.ThrowsAnyAsync<JournalException>(() => turn.Stored);
        Assert.Contains("Neither commit it nor roll it back", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_WorkSwallowsError_CompletesWithIt()
    {
        var journal = await schema.OpenAsync();
        var machine = new JournaledMachine(new("Order", "swallowed"));
        await AppendAsync(journal, machine, 1);
        Exception? passed = null;
        var turn = new TestTransaction(
            machine,
            async (transaction, cancellationToken) =>
            {
                await using var command = transaction.Connection!.CreateCommand();
                command.CommandText = "SELECT 1/0";
                await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(cancellationToken));
            },
            error =>
            {
                passed = error;
                return [TestRecords.Event(2)];
            });

        journal.Append(turn);
        await turn.Stored;

        Assert.IsType<PostgresException>(passed);
    }

    [Fact]
    public async Task OpenAsync_LaterFormat_Throws()
    {
        await schema.OpenAsync();
        await schema.ExecuteAsync("UPDATE $.format SET version = 99");

        var error = await Assert.ThrowsAsync<JournalException>(() => schema.OpenAsync());

        Assert.Contains("99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ServerAbsent_ThrowsWithoutPassword()
    {
        var journal = new PostgreSqlJournal("Host=/nowhere/at/all;Username=stranger;Password=very secret;Database=orders");

        var error = await Assert.ThrowsAsync<JournalException>(async () => await journal.OpenAsync(Cancellation));

        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", journal.Description, StringComparison.Ordinal);
        Assert.Contains("orders", journal.Description, StringComparison.Ordinal);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task Append_NotOpen_ThrowsWithTheCure()
    {
        var journal = schema.Create();

        var turn = new TestTurn(new(new("Order", "a")), TestRecords.Event(1));
        var error = Assert.Throws<InvalidOperationException>(() => journal.Append(turn));

        Assert.Contains("OpenAsync", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await journal.BackUpAsync("copy", Cancellation));
    }

    private static Task AppendAsync(PostgreSqlJournal journal, JournaledMachine machine, long sequence)
    {
        var turn = new TestTurn(machine, TestRecords.Event(sequence));
        journal.Append(turn);
        return turn.Stored;
    }
}
