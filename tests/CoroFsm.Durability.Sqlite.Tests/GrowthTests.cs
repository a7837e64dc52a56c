using CoroFsm.Durability.Journals;
using static CoroFsm.Durability.Sqlite.Tests.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>What grows, and what does not.</summary>
public sealed class GrowthTests : IDisposable
{
    private readonly TestFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task RemoveMessage_NoOtherCommit_IsStoredAfterAShortWhile()
    {
        ManualTime time = new();
        await using SqliteJournal journal = new(new SqliteJournalOptions { Path = file.Path, TimeProvider = time });
        await journal.OpenAsync();
        JournaledMachine machine = new(Tea);
        await journal.Store(new TestTurn(machine, TestTurn.Record(1)) { Messages = [("A", null, []), ("B", null, []), ("C", null, [])] });
        journal.RemoveMessage(Tea, 1, 0);
        Assert.Equal(1, journal.Statistics.Commits);
        time.Advance(WriteQueue.RemovalDelay);
        await journal.ParkAsync(Tea, null);
        Assert.Equal(["B", "C"], (await journal.ReadOutboxAsync("Order").All()).Select(m => m.Type));

        // Rides along.
        journal.RemoveMessage(Tea, 1, 2);
        var commits = journal.Statistics.Commits;
        await journal.Store(machine, 2);
        Assert.Equal(commits + 1, journal.Statistics.Commits);
        Assert.Equal("B", Assert.Single(await journal.ReadOutboxAsync("Order").All()).Type);

        // Is stored when the journal closes.
        journal.RemoveMessage(Tea, 1, 1);
        await journal.DisposeAsync();
        await using var other = await Open(file.Path);
        Assert.Empty(await other.ReadOutboxAsync("Order").All());
    }

    [Fact]
    public async Task Append_OutboxEmptiedAndFilledAgain_KeepsTheOrder()
    {
        await using var journal = await Open(file.Path);
        List<Task> stored = [];
        for (var i = 0; i < 300; i++)
        {
            JournaledMachine machine = new(new("Order", $"{i % 7}-{i}"));
            stored.Add(journal.Store(new TestTurn(machine, TestTurn.Record(1)) { Messages = [($"{i}", null, [])] }));
        }

        await Task.WhenAll(stored);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), (await journal.ReadOutboxAsync("Order").All()).Select(m => m.Type));
    }

    [Fact]
    public async Task ListAsync_ConsumerPauses_HoldsNoRead()
    {
        await using var journal = await Open(file.Path);
        await journal.Store(new JournaledMachine(Tea), 1);
        await using var list = journal.ListAsync(null, MachineFilter.All).GetAsyncEnumerator();
        Assert.True(await list.MoveNextAsync());

        // With a read in progress, the log could not be truncated.
        Database database = new(new() { Path = file.Path });
        using var connection = database.OpenWriter();
        raw.sqlite3_wal_checkpoint_v2(connection.Handle!, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        Assert.Equal(0, new FileInfo(file.Path + "-wal").Length);
    }

    [Fact]
    public async Task Append_MoreBytesThanACommitMayHave_AreSeveralCommits()
    {
        await using SqliteJournal journal = new(new SqliteJournalOptions { Path = file.Path, LargestCommit = 1000 });
        await journal.OpenAsync();
        JournaledMachine machine = new(Tea);
        await journal.Store(machine, 1);
        TaskCompletionSource begun = new(), end = new();
        TestTransaction pause = new(
            machine,
            async (_, _) =>
            {
                begun.SetResult();
                await end.Task;
            },
            _ => null);
        journal.Append(pause);
        await begun.Task.WaitAsync(Hang);
        var turns = Enumerable.Range(2, 10).Select(i => new TestTurn(machine, TestTurn.Record(i, new string('x', 500)))).ToList();
        turns.ForEach(journal.Append);
        end.SetResult();
        await Task.WhenAll(turns.Select(t => t.Stored)).WaitAsync(Hang);
        Assert.Equal(1 + 5, journal.Statistics.Commits);
        Assert.Equal(11, journal.Statistics.Records);
    }
}
