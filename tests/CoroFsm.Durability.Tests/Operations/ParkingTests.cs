using CoroFsm.Durability.Tests.Hosts;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>A parked machine is tried once by each host, and goes on when its replay is clean.</summary>
public sealed class ParkingTests
{
    private readonly Shop shop = new();
    private bool fails = true;
    private int starts;

    [Fact]
    public async Task OpenAsync_CorrectedCode_ReleasesAtFirstUse()
    {
        await shop.RunAsync(new Add("tea", 1));
        await using (var host = await shop.OpenAsync(Shop.Renamed))
        {
            var error = await Assert.ThrowsAsync<MachineParkedException>(async () => await SendAsync(host));
            Assert.Contains("Browsing", error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("Browsing", await shop.ReadParkedAsync(), StringComparison.Ordinal);
        await using (var host = await shop.OpenAsync())
        {
            Assert.NotNull(await shop.ReadParkedAsync());      // nothing has used it
            Assert.Equal(3, (await SendAsync(host)).Sequence);
            Assert.Null(await shop.ReadParkedAsync());
        }
    }

    [Fact]
    public async Task OpenAsync_OtherFault_StaysParkedWithNewReason()
    {
        await shop.RunAsync(new Add("tea", 1));
        await using (var host = await shop.OpenAsync(Shop.Renamed))
            await Assert.ThrowsAsync<MachineParkedException>(async () => await SendAsync(host));

        await using (var host = await shop.OpenAsync(static async order => await order.Inbox.Receive<Add>("Looking")))
            await Assert.ThrowsAsync<MachineParkedException>(async () => await SendAsync(host));

        Assert.Contains("Looking", await shop.ReadParkedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_CoroutineFaults_StaysParkedInThisHost()
    {
        await using (var host = await shop.OpenAsync(FaultsAtCheckout))
        {
            await SendAsync(host);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.SendAsync("a", new Checkout(), Shop.Cancellation));
            for (var i = 0; i < 3; i++)
                await Assert.ThrowsAsync<MachineParkedException>(async () => await SendAsync(host));

            // When it was passivated, it is loaded again, and is still parked although its replay is clean.
            await Shop.WaitForAsync(() =>
            {
                shop.Time.Advance(TimeSpan.FromMinutes(1));
                return host.ResidentCount == 0;
            });
            await Assert.ThrowsAsync<MachineParkedException>(async () => await SendAsync(host));
            Assert.NotNull(await shop.ReadParkedAsync());
        }

        fails = false;
        await using (var host = await shop.OpenAsync(FaultsAtCheckout))
            Assert.Equal(3, (await host.SendAsync("a", new Checkout(), Shop.Cancellation)).Sequence);
    }

    [Fact]
    public async Task RetryAsync_ParkedByFault_Releases()
    {
        await using var host = await shop.OpenAsync(FaultsAtCheckout);
        await SendAsync(host);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.SendAsync("a", new Checkout(), Shop.Cancellation));

        var info = await host.RetryAsync("a", Shop.Cancellation);

        Assert.Equal(("FaultsAtCheckout/Shopping", 2L, null), (info.State, info.Sequence, info.ParkedReason));
        Assert.Null(await shop.ReadParkedAsync());
        Assert.Equal(3, (await SendAsync(host)).Sequence);
    }

    [Fact]
    public async Task RetryAsync_SameCode_ThrowsWhatReplayFinds()
    {
        await shop.RunAsync(new Add("tea", 1));
        await using var host = await shop.OpenAsync(order =>
        {
            starts++;
            return Shop.Renamed(order);
        });

        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<NondeterminismException>(() => host.RetryAsync("a", Shop.Cancellation));
            Assert.Equal(1, error.Sequence);
        }

        var before = starts;
        await Assert.ThrowsAsync<MachineParkedException>(async () => await SendAsync(host));
        Assert.Equal(before, starts);
        Assert.NotNull(await shop.ReadParkedAsync());
    }

    [Fact]
    public async Task RetryAsync_NotParked_ReturnsInfo()
    {
        await using var host = await shop.OpenAsync();
        await SendAsync(host);

        Assert.Equal("Order/Shopping", (await host.RetryAsync("a", Shop.Cancellation)).State);
    }

    [Fact]
    public async Task RetryAsync_UnknownKey_Throws()
    {
        await using var host = await shop.OpenAsync();

        await Assert.ThrowsAsync<KeyNotFoundException>(() => host.RetryAsync("a", Shop.Cancellation));
        Assert.Equal(0, host.ResidentCount);
    }

    [Fact]
    public async Task OpenAsync_ParkedWithDueTimer_FiresIt()
    {
        await shop.RunAsync(new Checkout());
        Coroutine Order(Durable<OrderEvent> order) => fails
            ? throw new InvalidOperationException("Not yet.")
            : OrderLife.Order(order, shop.Charge);

        await using (var host = await shop.OpenAsync(Order))
        {
            await Assert.ThrowsAsync<MachineParkedException>(async () => await host.SendAsync("a", new Shipped(), Shop.Cancellation));
        }

        Assert.NotNull(await shop.ReadParkedAsync());
        fails = false;
        shop.Time.Advance(TimeSpan.FromDays(15));
        await using (var host = await shop.OpenAsync(Order))
        {
            // The host wakes it by itself; this waits until it has.
            Assert.Equal("Order/Done", (await host.GetInfoAsync("a", Shop.Cancellation))!.State);
        }
    }

    private static ValueTask<SendReceipt> SendAsync(DurableHost<OrderEvent> host) =>
        host.SendAsync("a", new Add("tea", 1), Shop.Cancellation);

    /// <summary>The code before and after a correction.</summary>
    private async Coroutine FaultsAtCheckout(Durable<OrderEvent> order)
    {
        while (await order.Inbox.Receive(static e => e is Add or Checkout, "Shopping") is Add)
        {
        }

        if (fails)
            throw new InvalidOperationException("No till.");
        await order.Inbox.Receive<Shipped>("Shipping");
    }
}
