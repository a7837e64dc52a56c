using CoroFsm.Durability.Journals;
using static CoroFsm.Durability.Sqlite.Tests.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>Two journals on one file, as two processes have.</summary>
public sealed class ConflictTests : IAsyncLifetime
{
    private readonly TestFile file = new();
    private SqliteJournal one = null!;
    private SqliteJournal two = null!;

    public async ValueTask InitializeAsync()
    {
        one = await Open(file.Path);
        two = await Open(file.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task Append_NumberOfAnotherHost_ConflictsAndBreaksTheMachine()
    {
        await one.Store(new JournaledMachine(Tea), 1);
        var (first, second) = (await MachineIn(one), await MachineIn(two));
        await one.Store(first, 2, 3);
        await Assert.ThrowsAsync<JournalConflictException>(() => two.Store(second, 2));
        Assert.IsType<JournalConflictException>(second.Failure);
        await Assert.ThrowsAsync<JournalConflictException>(() => two.Store(second, 4));
        Assert.Equal("1 2 3", await two.Numbers(Tea));
        await two.Store(await MachineIn(two), 4);
        Assert.Equal("1 2 3 4", await one.Numbers(Tea));
    }

    [Fact]
    public async Task Append_NumberRemovedByACheckpointOfAnotherHost_Conflicts()
    {
        await one.Store(new JournaledMachine(Tea), 1);
        var (first, second) = (await MachineIn(one), await MachineIn(two));
        await one.Store(new TestTurn(first, TestTurn.Record(2), TestTurn.Record(3, kind: RecordKind.Checkpoint)) { Removes = 3 });
        await Assert.ThrowsAsync<JournalConflictException>(() => two.Store(second, 2));
        Assert.Equal("3", await two.Numbers(Tea));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_MachinePurgedAndCreatedAgainByAnotherHost_Conflicts(bool again)
    {
        await one.Store(new JournaledMachine(Tea), 1);
        var stale = await MachineIn(two);
        Assert.True(await one.PurgeAsync(Tea));
        Assert.False(await one.PurgeAsync(Tea));
        if (again)
            await one.Store(new JournaledMachine(Tea), 1);
        await Assert.ThrowsAsync<JournalConflictException>(() => two.Store(stale, 2));
        Assert.Equal(again ? "1" : "", await two.Numbers(Tea));
    }

    [Fact]
    public async Task ReplaceAsync_MachineHeldByAnotherHost_MakesItConflictAndKeepsMessages()
    {
        await one.Store(new TestTurn(new(Tea), TestTurn.Record(1)) { Messages = [("Paid", null, [1])] });
        await one.ParkAsync(Tea, "broken");
        var stale = await MachineIn(two);
        await one.ReplaceAsync(Tea, [TestTurn.Record(1, "repaired")], MachineIndex.None);
        await Assert.ThrowsAsync<JournalConflictException>(() => two.Store(stale, 2));
        var (entry, records) = await two.Load(Tea);
        Assert.Null(entry!.Parked);
        Assert.Equal("repaired", Assert.Single(records).Content());
        Assert.Equal(Tea, Assert.Single(await two.ReadOutboxAsync("Order").All()).Sender);
    }

    [Fact]
    public async Task Append_TwoCreationsOfOneKey_SecondConflicts()
    {
        await one.Store(new JournaledMachine(Tea), 1);
        await Assert.ThrowsAsync<JournalConflictException>(() => two.Store(new JournaledMachine(Tea), 1));
    }

    [Fact]
    public async Task Append_ConflictAmongOthersOfACommit_FailsItsMachineOnly()
    {
        await one.Store(new JournaledMachine(Tea), 1);
        var stale = await MachineIn(two);
        await one.Store(await MachineIn(one), 2);
        JournaledMachine healthy = new(new("Order", "milk"));
        await two.Store(healthy, 1);

        // What is appended while the work of a transaction lasts is in one commit.
        TaskCompletionSource begun = new(), end = new();
        TestTransaction transaction = new(
            healthy,
            async (_, _) =>
            {
                begun.SetResult();
                await end.Task;
            },
            _ => TestTurn.Record(3));
        two.Append(transaction);
        await begun.Task.WaitAsync(Hang);
        var commits = two.Statistics.Commits;
        TestTurn other = new(healthy, TestTurn.Record(2));
        TestTurn conflict = new(stale, TestTurn.Record(2)), after = new(stale, TestTurn.Record(3));
        two.Append(other);
        two.Append(conflict);
        two.Append(after);
        end.SetResult();
        await transaction.Ended;
        await other.Stored;
        Assert.Equal(commits + 1, two.Statistics.Commits);
        await Assert.ThrowsAsync<JournalConflictException>(() => conflict.Stored);
        await Assert.ThrowsAsync<JournalConflictException>(() => after.Stored);
        Assert.Equal("1 2", await two.Numbers(Tea));
        Assert.Equal("1 2 3", await two.Numbers(new("Order", "milk")));
    }

    [Fact]
    public async Task Append_ManyTurnsOfTwoJournals_StoresAllOfBoth()
    {
        const int Turns = 200;
        await Task.WhenAll(Write(one, "one"), Write(two, "two"));
        Assert.Equal(Turns, (await two.Load(new("Order", "one"))).Records.Count);
        Assert.Equal(Turns, (await one.Load(new("Order", "two"))).Records.Count);

        static async Task Write(SqliteJournal journal, string key)
        {
            JournaledMachine machine = new(new("Order", key));
            for (var i = 1; i <= Turns; i++)
                await journal.Store(machine, i);
        }
    }

    private static async Task<JournaledMachine> MachineIn(SqliteJournal journal) => (await journal.Load(Tea)).Entry!.Machine;
}
