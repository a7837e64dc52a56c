using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>A machine is removed as a whole, and only on purpose if it lives.</summary>
public sealed class PurgeTests
{
    private readonly Shop shop = new();

    [Fact]
    public async Task PurgeAsync_LivingMachine_ThrowsWithoutForce()
    {
        await using var host = await shop.OpenAsync();
        await host.SendAsync("a", new Add("tea", 1), Shop.Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.PurgeAsync("a", cancellationToken: Shop.Cancellation));
        Assert.Equal(3, (await host.SendAsync("a", new Add("tea", 1), Shop.Cancellation)).Sequence);

        Assert.True(await host.PurgeAsync("a", force: true, Shop.Cancellation));
        Assert.Null(await host.GetInfoAsync("a", Shop.Cancellation));
        Assert.Null(await host.ReadHistoryAsync("a", Shop.Cancellation));
        Assert.Equal(2, (await host.SendAsync("a", new Add("tea", 1), Shop.Cancellation)).Sequence);
    }

    [Fact]
    public async Task PurgeAsync_UnknownKey_ReturnsFalse()
    {
        await using var host = await shop.OpenAsync();

        Assert.False(await host.PurgeAsync("a", cancellationToken: Shop.Cancellation));
        Assert.Equal(0, host.ResidentCount);
    }

    [Fact]
    public async Task PurgeAsync_UndeliveredMessages_AreRemoved()
    {
        await using var host = await shop.OpenAsync(options: shop.Options with
        {
            OnMessage = static (_, _) => Task.FromException(new InvalidOperationException("Later.")),
        });
        await host.SendAsync("a", new Checkout(), Shop.Cancellation);
        await Shop.WaitForAsync(() => shop.Storage.MessageCount == 1);

        Assert.True(await host.PurgeAsync("a", force: true, Shop.Cancellation));

        Assert.Equal(0, shop.Storage.MessageCount);
    }

    [Fact]
    public async Task PurgeAsync_KeyUsedAgain_MessagesAreDelivered()
    {
        await using var host = await shop.OpenAsync();
        for (var life = 1; life <= 2; life++)
        {
            await host.SendAsync("a", new Checkout(), Shop.Cancellation);
            await Shop.WaitForAsync(() => shop.Messages.Count == life && shop.Storage.MessageCount == 0);
            await host.PurgeAsync("a", force: true, Shop.Cancellation);
        }
    }

    [Fact]
    public async Task PurgeAsync_SendsMeanwhile_EachIsStoredOrRemovedAsAWhole()
    {
        await using (var host = await shop.OpenAsync())
        {
            var senders = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    try
                    {
                        await host.SendAsync("a", new Add("tea", 1), Shop.Cancellation);
                    }
                    catch (JournalException)
                    {
                        // Its machine was purged before the commit.
                    }
                }
            })).ToArray();
            for (var i = 0; i < 50; i++)
                await host.PurgeAsync("a", force: true, Shop.Cancellation);
            await Task.WhenAll(senders).WaitAsync(TimeSpan.FromSeconds(30), Shop.Cancellation);
            await host.SendAsync("a", new Add("tea", 1), Shop.Cancellation);
        }

        var records = await shop.ReadAsync();
        Assert.Equal(RecordKind.Started, records[0].Kind);
        Assert.Equal(Enumerable.Range(1, records.Count).Select(static i => (long)i), records.Select(static record => record.Sequence));
        await using var next = await shop.OpenAsync();
        Assert.Equal("Order/Shopping", (await next.RetryAsync("a", Shop.Cancellation)).State);
    }

    [Fact]
    public async Task PurgeEndedAsync_OlderThan_RemovesOnlyThose()
    {
        await using var host = await shop.OpenAsync(static async order => await order.Inbox.Receive<Shipped>("Waiting"));
        await host.SendAsync("old", new Shipped(), Shop.Cancellation);
        shop.Time.Advance(TimeSpan.FromDays(30));
        await host.SendAsync("new", new Shipped(), Shop.Cancellation);
        await Assert.ThrowsAsync<UnexpectedEventException>(async () => await host.SendAsync("living", new Checkout(), Shop.Cancellation));

        Assert.Equal(1, await host.PurgeEndedAsync(TimeSpan.FromDays(30), Shop.Cancellation));

        Assert.Null(await host.GetInfoAsync("old", Shop.Cancellation));
        Assert.Equal("Ended", (await host.GetInfoAsync("new", Shop.Cancellation))!.State);
        Assert.NotNull(await host.GetInfoAsync("living", Shop.Cancellation));
        Assert.Equal(1, await host.PurgeEndedAsync(TimeSpan.Zero, Shop.Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.PurgeEndedAsync(TimeSpan.FromTicks(-1), Shop.Cancellation));
    }

    [Fact]
    public async Task ListAsync_Filters_SayWithoutLoading()
    {
        await shop.RunAsync(new Checkout());
        await using var host = await shop.OpenAsync();

        List<MachineSummary> all = [];
        await foreach (var machine in host.ListAsync(cancellationToken: Shop.Cancellation))
            all.Add(machine);

        var due = shop.Time.GetUtcNow() + TimeSpan.FromDays(14);
        Assert.Equal(new MachineSummary("a", due, HasPendingEffects: false, HasEnded: false, ParkedReason: null), Assert.Single(all));
        await foreach (var machine in host.ListAsync(MachineFilter.Parked, Shop.Cancellation))
            Assert.Fail(machine.ToString());
    }

    [Fact]
    public async Task BackUpAsync_MemoryJournal_NamesTheCure()
    {
        await using var host = await shop.OpenAsync();

        await Assert.ThrowsAsync<NotSupportedException>(async () => await host.BackUpAsync("copy.db", Shop.Cancellation));
    }
}
