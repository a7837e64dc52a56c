using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>What a host says of a machine is what the journal has stored.</summary>
public sealed class UnstoredEndTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("query")]
    [InlineData("ask")]
    [InlineData("info")]
    public async Task Call_EndIsNotStoredYet_WaitsForTheCommit(string call)
    {
        var journal = new MemoryJournal();
        await using var host = await DurableHost.OpenAsync<OrderEvent>(journal, Order, options: null, Cancellation);
        await host.SendAsync("a", new Add("tea", 1), Cancellation);
        journal.Hold();
        var end = host.SendAsync("a", new Shipped(), Cancellation);
        var answer = call switch
        {
            "query" => host.QueryAsync<long>("a", static reply => new Total(reply), Cancellation),
            "ask" => host.AskAsync<long>("a", static reply => new Total(reply), Cancellation),
            _ => (Task)host.GetInfoAsync("a", Cancellation),
        };
        Assert.False(answer.IsCompleted);
        journal.Release();
        await end;
        if (call == "info")
            Assert.Equal("Ended", (await (Task<DurableMachineInfo?>)answer)!.State);
        else
            await Assert.ThrowsAsync<MachineEndedException>(() => answer);
    }

    private static async Coroutine Order(Durable<OrderEvent> order)
    {
        await order.Inbox.Receive<Add>();
        await order.Inbox.Receive<Shipped>();
    }
}
