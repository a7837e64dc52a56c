using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

public abstract partial class JournalContract
{
    private static readonly MachineIndex Due = new(TestRecords.Noon, HasPendingEffects: false, HasEnded: false);
    private static readonly MachineIndex Pending = new(long.MaxValue, HasPendingEffects: true, HasEnded: false);
    private static readonly MachineIndex Ended = new(long.MaxValue, HasPendingEffects: false, HasEnded: true);

    [Fact]
    public async Task ReadAsync_AfterTurns_ReturnsLastIndex()
    {
        var machine = await StoreAsync("indexed", 1, Due);
        Assert.Equal(Due, (await ReadAsync("indexed")).Entry!.Index);

        await Append(machine, TestRecords.Event(2)).Stored;
        Assert.Equal(Due, (await ReadAsync("indexed")).Entry!.Index);

        var all = new MachineIndex(7, HasPendingEffects: true, HasEnded: true);
        await Append(new TestTurn(machine, TestRecords.Event(3)) { NewIndex = all }).Stored;
        Assert.Equal(all, (await ReadAsync("indexed")).Entry!.Index);

        await Append(new TestTurn(machine, TestRecords.Event(4)) { NewIndex = MachineIndex.None }).Stored;
        await ReopenAsync();
        Assert.Equal(MachineIndex.None, (await ReadAsync("indexed")).Entry!.Index);
    }

    [Fact]
    public async Task ListAsync_EachFilter_ListsByKey()
    {
        await StoreAsync("e idle");
        await StoreAsync("d due", 2, Due);
        await StoreAsync("c pending", 1, Pending);
        await StoreAsync("b ended", 1, Ended);
        await StoreAsync("B ended with timer", 1, Due with { HasEnded = true });
        await StoreAsync("a parked", 1, Due);
        await StoreAsync("b basket", 1, Due, type: "Basket");
        Assert.True(await Journal.ParkAsync(new("Order", "a parked"), "bad event", Cancellation));

        Assert.Equal(["B ended with timer", "a parked", "b ended", "c pending", "d due", "e idle"], await KeysAsync(MachineFilter.All));
        Assert.Equal(["a parked", "c pending", "d due", "e idle"], await KeysAsync(MachineFilter.Living));
        Assert.Equal(["c pending", "d due"], await KeysAsync(MachineFilter.ToWake));
        Assert.Equal(["a parked"], await KeysAsync(MachineFilter.Parked));
        Assert.Equal(["b basket", "c pending", "d due"], (await KeysAsync(MachineFilter.ToWake, type: null)).Order(StringComparer.Ordinal));
        Assert.Equal(["b basket"], await KeysAsync(MachineFilter.All, "Basket"));
        Assert.Empty(await KeysAsync(MachineFilter.All, "order"));
    }

    [Fact]
    public async Task ListAsync_Machines_CanBeAppendedTo()
    {
        await StoreAsync("listed", 1, Due);
        MachineEntry? listed = null;
        await foreach (var entry in Journal.ListAsync("Order", MachineFilter.ToWake, Cancellation))
            listed = entry;

        Assert.Equal(Due, listed!.Index);
        await Append(listed.Machine, TestRecords.Event(2)).Stored;
        Assert.Equal([1, 2], await SequencesAsync("listed"));
    }

    [Fact]
    public async Task ListAsync_ManyMachines_ListsEachOnceInKeyOrder()
    {
        var machines = Enumerable.Range(0, 2500).Select(number => New($"m{number:0000}")).Reverse().ToArray();
        await Task.WhenAll(machines.Select(machine => Append(machine, TestRecords.Event(1)).Stored));

        Assert.Equal(machines.Reverse().Select(machine => machine.Id.Key), await KeysAsync(MachineFilter.All));
    }

    [Fact]
    public async Task ListAsync_WhileTurnsAreAppended_IsNotDisturbed()
    {
        var machines = Enumerable.Range(0, 300).Select(number => New($"m{number:000}")).ToArray();
        await Task.WhenAll(machines.Select(machine => Append(machine, TestRecords.Event(1)).Stored));

        var keys = new List<string>();
        await foreach (var entry in Journal.ListAsync("Order", MachineFilter.Living, Cancellation))
        {
            keys.Add(entry.Machine.Id.Key);
            if (keys.Count % 50 == 0)
                await Append(entry.Machine, TestRecords.Event(2)).Stored;
        }

        Assert.Equal(machines.Select(machine => machine.Id.Key), keys);
    }

    [Fact]
    public async Task ReadAsync_UnknownMachine_ReturnsNull()
    {
        await StoreAsync("known");

        Assert.Null((await ReadAsync("unknown")).Entry);
        Assert.Null((await ReadAsync("known", "Basket")).Entry);
        Assert.Empty((await ReadAsync("unknown")).Records);
    }

    [Fact]
    public async Task ReadAsync_Twice_ReturnsDifferentMachines()
    {
        await StoreAsync("twice");

        Assert.NotSame((await ReadAsync("twice")).Entry!.Machine, (await ReadAsync("twice")).Entry!.Machine);
    }

    [Fact]
    public async Task ReadAsync_ReaderStops_ReadsNoFurther()
    {
        await StoreAsync("stopped", 5, Due);
        var list = new RecordList(capacity: 2);

        var entry = await Journal.ReadAsync(new("Order", "stopped"), list, Cancellation);

        Assert.Equal([1, 2], list.Records.Select(record => record.Sequence));
        Assert.Equal(Due, entry!.Index);
        await Append(entry.Machine, TestRecords.Event(6)).Stored;
    }

    [Fact]
    public async Task ReadAsync_ReaderThrows_ThrowsThatAndTheJournalGoesOn()
    {
        var machine = await StoreAsync("thrown", 5);
        var thrown = new FormatException("not readable");

        var error = await Assert.ThrowsAsync<FormatException>(async () =>
            await Journal.ReadAsync(machine.Id, new RecordList { Reading = () => throw thrown }, Cancellation));

        Assert.Same(thrown, error);
        await Append(machine, TestRecords.Event(6)).Stored;
        Assert.Equal([1, 2, 3, 4, 5, 6], await SequencesAsync("thrown"));
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        await StoreAsync("cancelled", 5);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Journal.ReadAsync(new("Order", "cancelled"), new RecordList(), cancellation.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var entry in Journal.ListAsync("Order", MachineFilter.All, cancellation.Token))
                Assert.Fail($"{entry} was listed.");
        });
        Assert.Equal(5, (await SequencesAsync("cancelled")).Count);
    }

    [Fact]
    public async Task ReadAsync_ManyRecords_ReadsAllInOrder()
    {
        var machine = New("many");
        await Append(machine, [.. Enumerable.Range(1, 10_000).Select(number => TestRecords.Event(number))]).Stored;

        Assert.Equal(Enumerable.Range(1, 10_000).Select(number => (long)number), await SequencesAsync("many"));
    }
}
