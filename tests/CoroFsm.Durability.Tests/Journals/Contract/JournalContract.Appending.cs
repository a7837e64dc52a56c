using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Append_RecordsOfAllKinds_AreReadBack()
    {
        var machine = New("all kinds");
        StoredRecord[] records =
        [
            .. Enum.GetValues<RecordKind>().Select((kind, index) => new StoredRecord(
                index + 1,
                kind,
                TestRecords.Noon + index,
                index % 2 == 0 ? ulong.MaxValue - (ulong)index : (ulong)index,
                index % 3 == 0 ? null : $"message {index} ä 漢 🍵",
                new byte[] { 0, 255, (byte)index })),
        ];

        await Append(machine, records).Stored;

        var (entry, read) = await ReadAsync("all kinds");
        Assert.Equal(records.Select(TestRecords.Describe), read);
        Assert.Equal(machine.Id, entry!.Machine.Id);
        Assert.Equal(MachineIndex.None, entry.Index);
        Assert.Null(entry.Parked);
        Assert.Null(entry.Machine.Failure);
        Assert.NotEqual(0, entry.Machine.Number);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public async Task Append_PayloadOfSize_IsReadBack(int size)
    {
        var payload = new byte[size];
        new Random(size).NextBytes(payload);

        await Append(New("sized"), new StoredRecord(1, RecordKind.Event, TestRecords.Noon, 0, "", payload)).Stored;

        var list = new RecordList();
        await Journal.ReadAsync(new("Order", "sized"), list, Cancellation);
        var record = Assert.Single(list.Records);
        Assert.True(record.Payload.Span.SequenceEqual(payload));
        Assert.Equal("", record.MessageId);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("o'rder \"7\" ; DROP TABLE machines")]
    [InlineData("Ä")]
    [InlineData("A\u0308")]
    [InlineData("漢字 🍵")]
    public async Task Append_UnusualKey_IsReadBack(string key)
    {
        await StoreAsync(key, 2);
        await StoreAsync(key + "2");

        Assert.Equal([1, 2], await SequencesAsync(key));
        Assert.Equal([1], await SequencesAsync(key + "2"));
    }

    [Fact]
    public async Task Append_SameKeyInTwoTypesAndCases_AreDifferentMachines()
    {
        await StoreAsync("a", 1);
        await StoreAsync("A", 2);
        await StoreAsync("a", 3, type: "Basket");

        Assert.Equal([1], await SequencesAsync("a"));
        Assert.Equal([1, 2], await SequencesAsync("A"));
        Assert.Equal(3, (await ReadAsync("a", "Basket")).Records.Count);
    }

    [Fact]
    public async Task Append_ExtremeTimes_AreReadBack()
    {
        await Append(
            New("times"),
            new StoredRecord(1, RecordKind.Event, 0, 1, null, default),
            new StoredRecord(2, RecordKind.Event, DateTime.MaxValue.Ticks, 1, null, default)).Stored;

        var list = new RecordList();
        await Journal.ReadAsync(new("Order", "times"), list, Cancellation);
        Assert.Equal([0, DateTime.MaxValue.Ticks], list.Records.Select(record => record.Time));
    }

    [Fact]
    public async Task Append_ManyTurnsWithoutWaiting_AreStoredAndNotifiedInOrder()
    {
        var machine = New("ordered");
        var notified = new List<long>();
        var turns = Enumerable.Range(1, 500)
            .Select(number => Append(new TestTurn(machine, TestRecords.Event(number)) { Committed = () => notified.Add(number) }))
            .ToArray();

        await Task.WhenAll(turns.Select(turn => turn.Stored));

        Assert.Equal(Enumerable.Range(1, 500).Select(number => (long)number), notified);
        Assert.Equal(notified, await SequencesAsync("ordered"));
        Assert.All(turns, turn => Assert.Equal(1, turn.Notifications));
    }

    [Fact]
    public async Task Append_FromManyThreads_StoresAllInFewerCommits()
    {
        const int Threads = 8;
        const int Turns = 200;
        var before = Journal.Statistics;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(
            async () =>
            {
                var machine = New($"thread {thread}");
                var turns = Enumerable.Range(1, Turns).Select(number => Append(machine, TestRecords.Event(number))).ToArray();
                await Task.WhenAll(turns.Select(turn => turn.Stored));
            },
            Cancellation)));

        for (var thread = 0; thread < Threads; thread++)
            Assert.Equal(Enumerable.Range(1, Turns).Select(number => (long)number), await SequencesAsync($"thread {thread}"));
        Assert.Equal(Threads * Turns, Journal.Statistics.Records - before.Records);
        Assert.InRange(Journal.Statistics.Commits - before.Commits, 1, (Threads * Turns) - 1);
        Assert.Equal(0, Journal.Statistics.Failures);
    }

    [Fact]
    public async Task Append_FromNotification_IsStored()
    {
        var machine = New("chained");
        TestTurn? next = null;
        await Append(new TestTurn(machine, TestRecords.Event(1)) { Committed = () => next = Append(machine, TestRecords.Event(2)) }).Stored;

        await next!.Stored;

        Assert.Equal([1, 2], await SequencesAsync("chained"));
    }

    [Fact]
    public async Task Append_FirstTurns_CreateMachinesInOneCommit()
    {
        var machines = Enumerable.Range(0, 50).Select(number => New($"new {number:00}")).ToArray();

        await Task.WhenAll(machines.Select(machine => Append(machine, TestRecords.Event(1)).Stored));
        await Task.WhenAll(machines.Select(machine => Append(machine, TestRecords.Event(2)).Stored));

        Assert.Equal(machines.Select(machine => machine.Id.Key), await KeysAsync(MachineFilter.All));
        Assert.Equal(50, machines.Select(machine => machine.Number).Distinct().Count());
        Assert.All(machines, machine => Assert.NotEqual(0, machine.Number));
    }

    [Fact]
    public async Task Append_AfterRead_ContinuesTheMachine()
    {
        await StoreAsync("loaded", 2);
        var (entry, _) = await ReadAsync("loaded");

        await Append(entry!.Machine, TestRecords.Event(3), TestRecords.Event(4)).Stored;

        Assert.Equal([1, 2, 3, 4], await SequencesAsync("loaded"));
    }

    [Fact]
    public async Task Append_RemovesBefore_RemovesOlderRecordsOfThisMachineOnly()
    {
        var machine = await StoreAsync("long", 5);
        await StoreAsync("other", 5);

        await Append(new TestTurn(machine, TestRecords.Event(6), TestRecords.Event(7)) { RemovedBefore = 7 }).Stored;

        Assert.Equal([7], await SequencesAsync("long"));
        Assert.Equal([1, 2, 3, 4, 5], await SequencesAsync("other"));
        await Append(machine, TestRecords.Event(8)).Stored;
        await ReopenAsync();
        Assert.Equal([7, 8], await SequencesAsync("long"));
    }
}
