using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

public abstract partial class JournalContract
{
    [Fact]
    public async Task OpenAsync_Twice_RemainsOpen()
    {
        await StoreAsync("kept");

        await Journal.OpenAsync(Cancellation);

        Assert.Equal([1], await SequencesAsync("kept"));
    }

    [Fact]
    public async Task DisposeAsync_QueuedTurns_AreStoredAndNotified()
    {
        var machine = New("queued");
        var turns = Enumerable.Range(1, 200).Select(number => Append(machine, TestRecords.Event(number))).ToArray();

        await ReopenAsync();

        Assert.All(turns, turn => Assert.Equal(1, turn.Notifications));
        Assert.Equal(200, (await SequencesAsync("queued")).Count);
    }

    [Fact]
    public async Task DisposeAsync_Twice_IsNoOperation()
    {
        var journal = Journal;
        await ReopenAsync();

        await journal.DisposeAsync();
    }

    [Fact]
    public async Task DisposeAsync_NeverOpened_Closes()
    {
        var journal = await CreateAsync();

        await journal.DisposeAsync();
    }

    [Fact]
    public async Task Append_AfterDisposal_Throws()
    {
        var machine = await StoreAsync("late");
        var journal = Journal;
        await ReopenAsync();
        var turn = new TestTurn(machine, TestRecords.Event(2));

        Assert.Throws<ObjectDisposedException>(() => journal.Append(turn));

        Assert.Equal(0, turn.Notifications);
        Assert.Equal([1], await SequencesAsync("late"));
    }

    [Fact]
    public async Task Reopen_EverythingStored_IsFound()
    {
        await StoreAsync("records", 3, Due);
        await Append(Sending(New("messages"), [TestRecords.Event(1, "payload", "id")], "one", "two")).Stored;
        await StoreAsync("parked");
        await Journal.ParkAsync(new("Order", "parked"), "reason", Cancellation);
        var before = await DescribeAllAsync();

        await ReopenAsync();

        Assert.Equal(before, await DescribeAllAsync());
        Assert.Equal(default, Journal.Statistics);
    }

    [Fact]
    public async Task SecondJournal_OnTheSameStorage_SeesWhatIsStored()
    {
        var machine = await StoreAsync("shared", 2);
        var other = await OpenAsync();
        var list = new RecordList();
        var entry = await other.ReadAsync(machine.Id, list, Cancellation);
        Assert.Equal(2, list.Records.Count);

        var turn = new TestTurn(entry!.Machine, TestRecords.Event(3));
        other.Append(turn);
        await turn.Stored;

        Assert.Equal([1, 2, 3], await SequencesAsync("shared"));
        await Assert.ThrowsAsync<JournalConflictException>(() => Append(machine, TestRecords.Event(3)).Stored);
    }

    [Fact]
    public async Task Statistics_AfterTurns_CountRecordsAndCommits()
    {
        await StoreAsync("counted", 3);
        await Append(New("three at once"), TestRecords.Event(1), TestRecords.Event(2), TestRecords.Event(3)).Stored;

        Assert.Equal(new JournalStatistics(Commits: 4, Records: 6, Failures: 0), Journal.Statistics);
    }

    [Fact]
    public void Description_Always_IsShort() => Assert.InRange(Journal.Description.Length, 1, 200);

    private async Task<List<string>> DescribeAllAsync()
    {
        var lines = new List<string>();
        await foreach (var entry in Journal.ListAsync(null, MachineFilter.All, Cancellation))
        {
            lines.Add($"{entry.Machine.Id} {entry.Index} {entry.Parked}");
            lines.AddRange((await ReadAsync(entry.Machine.Id.Key)).Records);
        }

        lines.AddRange(await OutboxAsync());
        return lines;
    }
}
