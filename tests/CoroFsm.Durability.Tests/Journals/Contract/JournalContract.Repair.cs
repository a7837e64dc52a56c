using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

public abstract partial class JournalContract
{
    [Fact]
    public async Task ParkAsync_ThenRelease_IsStored()
    {
        await StoreAsync("parked", 2, Due);
        var id = new MachineId("Order", "parked");

        Assert.True(await Journal.ParkAsync(id, "cannot be replayed: ä", Cancellation));
        await ReopenAsync();
        var (entry, records) = await ReadAsync("parked");
        Assert.Equal("cannot be replayed: ä", entry!.Parked);
        Assert.Equal(Due, entry.Index);
        Assert.Equal(2, records.Count);

        Assert.True(await Journal.ParkAsync(id, null, Cancellation));
        await ReopenAsync();
        Assert.Null((await ReadAsync("parked")).Entry!.Parked);
        Assert.Equal(["parked"], await KeysAsync(MachineFilter.ToWake));
    }

    [Fact]
    public async Task ParkAsync_AfterQueuedTurns_IsStoredAfterThem()
    {
        var machine = New("queued");
        var turns = Enumerable.Range(1, 20).Select(number => Append(machine, TestRecords.Event(number))).ToArray();

        Assert.True(await Journal.ParkAsync(machine.Id, "reason", Cancellation));

        Assert.All(turns, turn => Assert.Equal(1, turn.Notifications));
        Assert.Equal("reason", (await ReadAsync("queued")).Entry!.Parked);
    }

    [Fact]
    public async Task ChangesOfUnknownMachine_ReturnFalse()
    {
        Assert.False(await Journal.ParkAsync(new("Order", "unknown"), "reason", Cancellation));
        Assert.False(await Journal.PurgeAsync(new("Order", "unknown"), Cancellation));
        Assert.Empty(await KeysAsync(MachineFilter.All));
    }

    [Fact]
    public async Task ReplaceAsync_KnownMachine_ReplacesRecordsAndIndexAndReleases()
    {
        await StoreAsync("repaired", 5, Ended);
        await StoreAsync("untouched", 2);
        await Journal.ParkAsync(new("Order", "repaired"), "reason", Cancellation);
        StoredRecord[] records = [TestRecords.Event(3, "three", "id"), TestRecords.Event(4, "four")];

        await Journal.ReplaceAsync(new("Order", "repaired"), records, Pending, Cancellation);

        await ReopenAsync();
        var (entry, read) = await ReadAsync("repaired");
        Assert.Equal(records.Select(TestRecords.Describe), read);
        Assert.Equal(Pending, entry!.Index);
        Assert.Null(entry.Parked);
        await Append(entry.Machine, TestRecords.Event(5)).Stored;
        Assert.Equal([3, 4, 5], await SequencesAsync("repaired"));
        Assert.Equal([1, 2], await SequencesAsync("untouched"));
    }

    [Fact]
    public async Task ReplaceAsync_UnknownMachine_CreatesIt()
    {
        await Journal.ReplaceAsync(new("Order", "imported"), [TestRecords.Event(1), TestRecords.Event(2)], Due, Cancellation);

        var (entry, read) = await ReadAsync("imported");
        Assert.Equal(2, read.Count);
        Assert.Equal(Due, entry!.Index);
        await Append(entry.Machine, TestRecords.Event(3)).Stored;
    }

    [Fact]
    public async Task ReplaceAsync_NumbersWithGap_ThrowsAndChangesNothing()
    {
        await StoreAsync("kept", 2);

        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await Journal.ReplaceAsync(
            new("Order", "kept"), [TestRecords.Event(1), TestRecords.Event(3)], MachineIndex.None, Cancellation));

        Assert.Contains("3", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2], await SequencesAsync("kept"));
    }

    [Fact]
    public async Task ReplaceAsync_FewerRecords_RemovesMessagesOfRemovedTurns()
    {
        var machine = New("shortened");
        await Append(Sending(machine, [TestRecords.Event(1)], "one")).Stored;
        await Append(Sending(machine, [TestRecords.Event(2)], "two")).Stored;

        await Journal.ReplaceAsync(machine.Id, [TestRecords.Event(1)], MachineIndex.None, Cancellation);

        Assert.Equal(["Order/shortened 1.0 Note - one"], await OutboxAsync());
        var (entry, _) = await ReadAsync("shortened");
        await Append(Sending(entry!.Machine, [TestRecords.Event(2)], "two again")).Stored;
        Assert.Equal(["Order/shortened 1.0 Note - one", "Order/shortened 2.0 Note - two again"], await OutboxAsync());
    }

    [Fact]
    public async Task PurgeAsync_KnownMachine_RemovesAllOfIt()
    {
        await Append(Sending(New("purged"), [TestRecords.Event(1), TestRecords.Event(2)], "one")).Stored;
        await Append(Sending(New("kept"), [TestRecords.Event(1)], "two")).Stored;

        Assert.True(await Journal.PurgeAsync(new("Order", "purged"), Cancellation));

        await ReopenAsync();
        Assert.Null((await ReadAsync("purged")).Entry);
        Assert.Equal(["kept"], await KeysAsync(MachineFilter.All));
        Assert.Equal(["Order/kept 1.0 Note - two"], await OutboxAsync());
        Assert.False(await Journal.PurgeAsync(new("Order", "purged"), Cancellation));
        await StoreAsync("purged");
        Assert.Equal([1], await SequencesAsync("purged"));
    }

    [Fact]
    public async Task Append_MachineThatWasPurged_Conflicts()
    {
        await StoreAsync("purged", 2);
        var stale = (await ReadAsync("purged")).Entry!.Machine;
        await Journal.PurgeAsync(stale.Id, Cancellation);

        await Assert.ThrowsAsync<JournalConflictException>(() => Append(stale, TestRecords.Event(3)).Stored);

        Assert.Null((await ReadAsync("purged")).Entry);
    }

    [Fact]
    public async Task Append_MachineThatWasPurgedAndCreatedAgain_Conflicts()
    {
        await StoreAsync("again", 2);
        var stale = (await ReadAsync("again")).Entry!.Machine;
        await Journal.PurgeAsync(stale.Id, Cancellation);
        await StoreAsync("other");
        await StoreAsync("again", 1);

        await Assert.ThrowsAsync<JournalConflictException>(() => Append(stale, TestRecords.Event(3)).Stored);

        Assert.Equal([1], await SequencesAsync("again"));
        Assert.Equal([1], await SequencesAsync("other"));
    }
}
