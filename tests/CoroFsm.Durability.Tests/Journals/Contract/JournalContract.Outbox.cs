using System.Text;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

public abstract partial class JournalContract
{
    [Fact]
    public async Task ReadOutboxAsync_MessagesOfTurns_AreInTheOrderOfSending()
    {
        var first = New("z first");
        var second = New("a second");
        await Append(Sending(first, [TestRecords.Event(1), TestRecords.Event(2)], "one", "two")).Stored;
        await Append(Sending(second, [TestRecords.Event(1)], "three")).Stored;
        await Append(Sending(first, [TestRecords.Event(3)], "four")).Stored;
        await Append(Sending(New("basket", "Basket"), [TestRecords.Event(1)], "other type")).Stored;

        string[] expected =
        [
            "Order/z first 2.0 Note - one",
            "Order/z first 2.1 Note - two",
            "Order/a second 1.0 Note - three",
            "Order/z first 3.0 Note - four",
        ];
        Assert.Equal(expected, await OutboxAsync());
        await ReopenAsync();
        Assert.Equal(expected, await OutboxAsync());
        Assert.Equal(["Basket/basket 1.0 Note - other type"], await OutboxAsync("Basket"));
        Assert.Empty(await OutboxAsync("order"));
    }

    [Fact]
    public async Task ReadOutboxAsync_MessageWithTarget_HasIt()
    {
        var turn = new TestTurn(New("sender"), TestRecords.Event(1))
        {
            Messages =
            {
                ("Ping", new MachineId("Order", "target ä"), Encoding.UTF8.GetBytes("content")),
                ("Ping", new MachineId("Basket", ""), []),
            },
        };
        await Append(turn).Stored;

        Assert.Equal(["Order/sender 1.0 Ping Order/target ä content", "Order/sender 1.1 Ping Basket/ "], await OutboxAsync());
    }

    [Fact]
    public async Task RemoveMessage_Delivered_RemovesOnlyThat()
    {
        var machine = New("sender");
        await Append(Sending(machine, [TestRecords.Event(1)], "one", "two", "three")).Stored;
        await Append(Sending(New("other"), [TestRecords.Event(1)], "four")).Stored;

        Journal.RemoveMessage(machine.Id, 1, 1);
        Journal.RemoveMessage(machine.Id, 1, 7);
        Journal.RemoveMessage(new("Order", "unknown"), 1, 0);
        Journal.RemoveMessage(machine.Id, 1, 1);
        await FlushAsync();

        string[] expected = ["Order/sender 1.0 Note - one", "Order/sender 1.2 Note - three", "Order/other 1.0 Note - four"];
        Assert.Equal(expected, await OutboxAsync());
        await ReopenAsync();
        Assert.Equal(expected, await OutboxAsync());
    }

    [Fact]
    public async Task RemoveMessage_BeforeDisposal_IsStored()
    {
        var machine = New("sender");
        await Append(Sending(machine, [TestRecords.Event(1)], "one", "two")).Stored;

        Journal.RemoveMessage(machine.Id, 1, 0);
        await ReopenAsync();

        Assert.Equal(["Order/sender 1.1 Note - two"], await OutboxAsync());
    }

    [Fact]
    public async Task RemovesBefore_MessagesOfRemovedRecords_Remain()
    {
        var machine = New("sender");
        await Append(Sending(machine, [TestRecords.Event(1)], "one")).Stored;

        await Append(new TestTurn(machine, TestRecords.Event(2)) { RemovedBefore = 2 }).Stored;

        Assert.Equal(["Order/sender 1.0 Note - one"], await OutboxAsync());
    }

    private static TestTurn Sending(JournaledMachine machine, StoredRecord[] records, params string[] messages)
    {
        var turn = new TestTurn(machine, records);
        turn.Messages.AddRange(messages.Select(text => ("Note", (MachineId?)null, Encoding.UTF8.GetBytes(text))));
        return turn;
    }
}
