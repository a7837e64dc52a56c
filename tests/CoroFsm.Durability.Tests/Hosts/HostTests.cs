using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>A host acknowledges what is stored, and finds its machines again.</summary>
public sealed class HostTests
{
    private readonly MemoryJournalStorage storage = new();
    private readonly List<string> charges = [];
    private readonly TaskCompletionSource<Paid> paid = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task SendAsync_ThenNewHost_ContinuesWhereItWas()
    {
        await using (var host = await OpenAsync())
        {
            Assert.Equal(2, (await host.SendAsync("a", "1", new Add("tea", 450), Cancellation)).Sequence);
            Assert.Equal(new SendReceipt(2, true), await host.SendAsync("a", "1", new Add("tea", 450), Cancellation));
            Assert.Equal(3, (await host.SendAsync("a", new Add("tea", 50), Cancellation)).Sequence);
        }

        await using (var host = await OpenAsync())
        {
            Assert.Equal("Order/Shopping", (await host.GetInfoAsync("a", Cancellation))!.State);
            Assert.Equal(500, await host.QueryAsync<long>("a", static reply => new Total(reply), Cancellation));
            Assert.Equal(500, await host.AskAsync<long>("a", static reply => new Total(reply), Cancellation));
            await Assert.ThrowsAsync<UnexpectedEventException>(async () => await host.SendAsync("a", new Shipped(), Cancellation));
            Assert.Equal(5, (await host.SendAsync("a", new Checkout(), Cancellation)).Sequence);
            Assert.Equal(new Paid("a", "receipt", 500), await paid.Task.WaitAsync(Cancellation));
            Assert.Equal("Order/Shipping", (await host.GetInfoAsync("a", Cancellation))!.State);
        }

        await using (var host = await OpenAsync())
        {
            var info = await host.GetInfoAsync("a", Cancellation);
            Assert.Equal(("Order/Shipping", 6L), (info!.State, info.Sequence));
            await host.SendAsync("a", new Shipped(), Cancellation);
            await host.SendAsync("a", new Shipped(), Cancellation);
            Assert.Equal("Ended", (await host.GetInfoAsync("a", Cancellation))!.State);
            await Assert.ThrowsAsync<MachineEndedException>(async () => await host.SendAsync("a", new Shipped(), Cancellation));
        }

        Assert.Equal("OrderEvent/a/5.0", Assert.Single(charges));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<DurableHost<OrderEvent>> OpenAsync() => DurableHost.OpenAsync<OrderEvent>(
        new MemoryJournal(storage),
        order => OrderLife.Order(order, (context, _) =>
        {
            charges.Add(context.Id);
            return Task.FromResult("receipt");
        }),
        new DurableOptions
        {
            OnMessage = (message, _) =>
            {
                paid.TrySetResult(message.Read<Paid>());
                return Task.CompletedTask;
            },
        },
        Cancellation);
}
