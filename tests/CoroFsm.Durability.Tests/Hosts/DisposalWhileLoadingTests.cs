using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>A host that stops while it loads a machine.</summary>
public sealed class DisposalWhileLoadingTests
{
    /// <summary>Guards against a hang.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly MemoryJournalStorage storage = new();
    private DurableHost<OrderEvent>? stopped;
    private Task? disposal;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DisposeAsync_LoadIsCancelledHalfway_Ends()
    {
        await using (var host = await OpenAsync())
        {
            await host.SendAsync("a", new Add("tea", 1), Cancellation);
            await host.SendAsync("a", new Add("tea", 1), Cancellation);
        }

        stopped = await OpenAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stopped.SendAsync("a", new Add("tea", 1), Cancellation));
        await disposal!.WaitAsync(Timeout, Cancellation);
    }

    private Task<DurableHost<OrderEvent>> OpenAsync() =>
        DurableHost.OpenAsync<OrderEvent>(new MemoryJournal(storage), Order, options: null, Cancellation);

    private async Coroutine Order(Durable<OrderEvent> order)
    {
        await order.Inbox.Receive<Add>();
        if (stopped is { } host)
        {
            // Halfway through the replay.
            disposal = Task.Run(async () => await host.DisposeAsync());
            Assert.True(SpinWait.SpinUntil(() => host.IsStopping, Timeout));
        }

        while (true)
            await order.Inbox.Receive<Add>();
    }
}
