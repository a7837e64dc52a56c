using CoroFsm.Durability.Journals;
using CoroFsm.Durability.PostgreSql.Tests.Support;
using CoroFsm.Durability.Tests.Journals.Contract;

namespace CoroFsm.Durability.PostgreSql.Tests;

/// <summary>Several journals on one database: which of them wakes a machine, and which may write to it.</summary>
public sealed class OwnerTests(PostgreSqlServer server) : IAsyncDisposable
{
    private static readonly MachineIndex Due = new(TestRecords.Noon, HasPendingEffects: false, HasEnded: false);

    private readonly TestSchema schema = new(server);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => schema.DisposeAsync();

    [Fact]
    public async Task ListAsync_MachineOfLivingOwner_IsListedForItAlone()
    {
        var first = await schema.OpenAsync();
        var second = await schema.OpenAsync();
        await AppendAsync(first, new(new("Order", "owned")), 1);

        Assert.Empty(await WakeAsync(second));
        Assert.Single(await WakeAsync(first));
    }

    [Fact]
    public async Task ListAsync_OwnerClosed_TakesOver()
    {
        var first = await schema.OpenAsync();
        var second = await schema.OpenAsync();
        await AppendAsync(first, new(new("Order", "left")), 1);

        await first.DisposeAsync();

        var entry = Assert.Single(await WakeAsync(second));
        await AppendAsync(second, entry.Machine, 2);
    }

    [Fact]
    public async Task ListAsync_LeaseNotRenewed_TakesOverAndTheOldOwnerConflicts()
    {
        var stopped = new ManualTime();
        var time = new ManualTime();
        var first = await schema.OpenAsync(stopped);
        var second = await schema.OpenAsync(time);
        var machine = new JournaledMachine(new("Order", "stalled"));
        await AppendAsync(first, machine, 1);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await WakeAsync(second));

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Single(await WakeAsync(second));
        Assert.Empty(await WakeAsync(first));
        await Assert.ThrowsAsync<JournalConflictException>(() => AppendAsync(first, machine, 2));
    }

    [Fact]
    public async Task ListAsync_TwoJournalsAtATime_TakeOverEachMachineOnce()
    {
        var closed = await schema.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
            AppendAsync(closed, new(new("Order", $"m{number:000}")), 1)));
        await closed.DisposeAsync();
        for (var round = 0; round < 10; round++)
        {
            var first = await schema.OpenAsync();
            var second = await schema.OpenAsync();

            var lists = await Task.WhenAll(
                Task.Run(() => WakeAsync(first), Cancellation), Task.Run(() => WakeAsync(second), Cancellation));

            Assert.Equal(200, lists.Sum(list => list.Count));
            Assert.Equal(200, lists.SelectMany(list => list).Select(entry => entry.Machine.Id).Distinct().Count());
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }

    [Fact]
    public async Task Append_TakenOverByAppend_OldOwnerConflictsThoughItsNumberFits()
    {
        var first = await schema.OpenAsync();
        var second = await schema.OpenAsync();
        var machine = new JournaledMachine(new("Order", "moved"));
        await AppendAsync(first, machine, 1);
        var entry = await second.ReadAsync(machine.Id, new RecordList(), Cancellation);
        await AppendAsync(second, entry!.Machine, 2);

        await Assert.ThrowsAsync<JournalConflictException>(() => AppendAsync(first, machine, 3));

        Assert.Equal(2L, await schema.QueryAsync("SELECT count(*) FROM $.journal"));
        await AppendAsync(second, entry.Machine, 3);
    }

    [Fact]
    public async Task Append_RecordsWereRemovedSinceItWasRead_ConflictsThoughItsNumberFits()
    {
        var first = await schema.OpenAsync();
        var second = await schema.OpenAsync();
        var machine = new JournaledMachine(new("Order", "compacted"));
        await AppendAsync(first, machine, 1);
        var stale = await second.ReadAsync(machine.Id, new RecordList(), Cancellation);
        for (var sequence = 2; sequence < 4; sequence++)
        {
            var turn = new TestTurn(machine, TestRecords.Event(sequence)) { RemovedBefore = sequence };
            first.Append(turn);
            await turn.Stored;
        }

        await Assert.ThrowsAsync<JournalConflictException>(() => AppendAsync(second, stale!.Machine, 4));

        await AppendAsync(first, machine, 4);
        Assert.Equal(2L, await schema.QueryAsync("SELECT count(*) FROM $.journal"));
    }

    [Fact]
    public async Task OpenAsync_ManyAtATime_CreateTheTablesOnce()
    {
        var journals = Enumerable.Range(0, 8).Select(_ => schema.Create()).ToArray();

        await Task.WhenAll(journals.Select(journal => Task.Run(async () => await journal.OpenAsync(Cancellation), Cancellation)));

        Assert.Equal(8L, await schema.QueryAsync("SELECT count(*) FROM $.owners"));
        Assert.Equal(1L, await schema.QueryAsync("SELECT count(*) FROM $.format"));
    }

    /// <summary>Two hosts write to the same machines as fast as they can; each loads a machine again after a conflict.</summary>
    [Fact]
    public async Task Append_TwoOwnersOfTheSameMachines_MakeOneHistory()
    {
        const int Machines = 6;
        const int Turns = 60;
        PostgreSqlJournal[] journals = [await schema.OpenAsync(), await schema.OpenAsync()];

        var stored = await Task.WhenAll(journals.SelectMany((journal, host) => Enumerable.Range(0, Machines).Select(number =>
            Task.Run(() => WriteAsync(journal, new("Order", $"shared {number}"), $"{host}", Turns), Cancellation))));

        for (var number = 0; number < Machines; number++)
        {
            var list = new RecordList();
            await journals[0].ReadAsync(new("Order", $"shared {number}"), list, Cancellation);
            Assert.Equal(
                Enumerable.Range(1, list.Records.Count).Select(sequence => (long)sequence),
                list.Records.Select(record => record.Sequence));
            var expected = stored.SelectMany(texts => texts).Where(text => text.Id.Key == $"shared {number}").Select(text => text.Text);
            var found = list.Records.Select(record => System.Text.Encoding.UTF8.GetString(record.Payload.Span));
            Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }
    }

    private static async Task<List<(MachineId Id, string Text)>> WriteAsync(PostgreSqlJournal journal, MachineId id, string host, int turns)
    {
        List<(MachineId, string)> stored = [];
        for (var turn = 0; turn < turns;)
        {
            var list = new RecordList();
            var machine = (await journal.ReadAsync(id, list, Cancellation))?.Machine ?? new(id);
            var sequence = list.Records.Count;
            while (turn < turns)
            {
                var text = $"{host} {turn}";
                try
                {
                    await AppendAsync(journal, machine, ++sequence, text);
                }
                catch (JournalConflictException)
                {
                    break;
                }

                stored.Add((id, text));
                turn++;
            }
        }

        return stored;
    }

    private static Task AppendAsync(PostgreSqlJournal journal, JournaledMachine machine, long sequence, string payload = "payload")
    {
        var turn = new TestTurn(machine, TestRecords.Event(sequence, payload)) { NewIndex = sequence == 1 ? Due : null };
        journal.Append(turn);
        return turn.Stored;
    }

    private static async Task<List<MachineEntry>> WakeAsync(PostgreSqlJournal journal)
    {
        List<MachineEntry> entries = [];
        await foreach (var entry in journal.ListAsync("Order", MachineFilter.ToWake, Cancellation))
            entries.Add(entry);
        return entries;
    }
}
