using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>A repaired machine is as if its inputs had always been the others, and a repair that cannot be made changes nothing.</summary>
public sealed class RepairTests
{
    private readonly Shop shop = new();

    [Fact]
    public async Task SkipAsync_EventThatCodeCannotHandle_ContinuesWithoutIt()
    {
        await shop.RunAsync(new Add("tea", 450), new Add("cup", 50), new Checkout());
        await using (var host = await shop.OpenAsync(NoCups))
        {
            await Assert.ThrowsAsync<NondeterminismException>(() => host.RetryAsync("a", Shop.Cancellation));

            var info = await host.SkipAsync("a", 3, Shop.Cancellation);

            Assert.Equal(("NoCups/Shipping", 5L, null), (info.State, info.Sequence, info.ParkedReason));
            Assert.Equal(450, await host.QueryAsync<long>("a", static reply => new Total(reply), Shop.Cancellation));
            var entry = (await host.ReadHistoryAsync("a", Shop.Cancellation))![2];
            Assert.Equal(RecordKind.Skipped, entry.Kind);
            Assert.Equal("""Event {"$type":"add","Sku":"cup","Cents":50}""", entry.Text);
            await host.SendAsync("a", new Shipped(), Shop.Cancellation);
        }

        Assert.True((await CheckAsync(NoCups)).IsClean);
        Assert.Single(shop.Charges);
    }

    [Fact]
    public async Task SkipAsync_Twice_SkipsBoth()
    {
        await shop.RunAsync(new Add("tea", 450), new Add("cup", 50), new Add("pot", 7));
        await using var host = await shop.OpenAsync();

        await host.SkipAsync("a", 3, Shop.Cancellation);
        await host.SkipAsync("a", 2, Shop.Cancellation);

        Assert.Equal(7, await host.QueryAsync<long>("a", static reply => new Total(reply), Shop.Cancellation));
        Assert.Equal(
            [RecordKind.Started, RecordKind.Skipped, RecordKind.Skipped, RecordKind.Event],
            (await shop.ReadAsync()).Select(static record => record.Kind));
    }

    [Fact]
    public async Task SkipAsync_EventWithMessageId_RemainsDuplicate()
    {
        await using var host = await shop.OpenAsync();
        await host.SendAsync("a", "m", new Add("tea", 450), Shop.Cancellation);

        await host.SkipAsync("a", 2, Shop.Cancellation);

        Assert.True((await host.SendAsync("a", "m", new Add("tea", 450), Shop.Cancellation)).IsDuplicate);
        Assert.Equal(0, await host.QueryAsync<long>("a", static reply => new Total(reply), Shop.Cancellation));
    }

    [Theory]
    [InlineData(1, 1, "starts machine")]
    [InlineData(9, 0, "has no record 9")]
    [InlineData(4, 5, "does not wait for effect 4.0")]
    public async Task SkipAsync_NotPossible_ThrowsAndChangesNothing(long sequence, long refused, string message)
    {
        await shop.RunAsync(new Add("tea", 450), new Add("cup", 50), new Checkout());
        var before = await shop.ReadAsync();
        await using var host = await shop.OpenAsync();

        var error = await Assert.ThrowsAsync<RepairException>(() => host.SkipAsync("a", sequence, Shop.Cancellation));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(refused, error.Sequence);
        Assert.Equal(before, await shop.ReadAsync(), RecordComparer.Instance);
        Assert.Equal("Order/Shipping", (await host.GetInfoAsync("a", Shop.Cancellation))!.State);
    }

    [Fact]
    public async Task SkipAsync_EndOfMachine_MachineLives()
    {
        await shop.RunAsync(new Checkout());
        await shop.RunAsync(new Shipped(), new Shipped());
        var records = await shop.ReadAsync();
        Assert.Equal(RecordKind.Ended, records[^1].Kind);
        await using var host = await shop.OpenAsync();

        var info = await host.SkipAsync("a", records[^1].Sequence, Shop.Cancellation);

        Assert.Equal("Order/Done", info.State);
        Assert.False(Assert.Single(await ListAsync(host)).HasEnded);
        await host.SendAsync("a", new Shipped(), Shop.Cancellation);
        Assert.Equal("Ended", (await host.GetInfoAsync("a", Shop.Cancellation))!.State);
    }

    [Fact]
    public async Task SkipAsync_UnknownKey_Throws()
    {
        await using var host = await shop.OpenAsync();

        await Assert.ThrowsAsync<KeyNotFoundException>(() => host.SkipAsync("a", 2, Shop.Cancellation));
        Assert.Equal(1, (await host.SendAsync("a", new Add("tea", 1), Shop.Cancellation)).Sequence - 1);
    }

    [Fact]
    public async Task MoveToVersionAsync_CompatibleVersion_Continues()
    {
        await shop.RunAsync(new Add("tea", 450));
        var program = new DurableProgram<OrderEvent>(shop.Order).WithVersion(2, Shop.Renamed);
        await using (var host = await shop.OpenAsync(program))
        {
            var info = await host.MoveToVersionAsync("a", 2, Shop.Cancellation);
            Assert.Equal((2, "Renamed/Browsing"), (info.Version, info.State));
            await host.SendAsync("a", new Add("cup", 1), Shop.Cancellation);
        }

        await using var journal = new MemoryJournal(shop.Storage);
        var report = await JournalReplay.CheckAsync(journal, program, shop.Options, cancellationToken: Shop.Cancellation);
        Assert.True(report.IsClean, report.ToString());
        await using (var host = await shop.OpenAsync(program))
            Assert.Equal("Renamed/Browsing", (await host.GetInfoAsync("a", Shop.Cancellation))!.State);
    }

    [Fact]
    public async Task MoveToVersionAsync_VersionThatEndsEarlier_EndsAtLastRecord()
    {
        await shop.RunAsync(new Add("tea", 450));
        await using var host = await shop.OpenAsync(new DurableProgram<OrderEvent>(shop.Order).WithVersion(2, OneItem));

        Assert.Equal("Ended", (await host.MoveToVersionAsync("a", 2, Shop.Cancellation)).State);

        Assert.Equal(RecordKind.Ended, (await shop.ReadAsync())[^1].Kind);
        Assert.True(Assert.Single(await ListAsync(host)).HasEnded);
    }

    [Fact]
    public async Task MoveToVersionAsync_NotPossible_ThrowsAndChangesNothing()
    {
        await shop.RunAsync(new Add("tea", 450), new Checkout());
        var before = await shop.ReadAsync();
        await using var host = await shop.OpenAsync(new DurableProgram<OrderEvent>(shop.Order)
            .WithVersion(2, OneItem).WithVersion(3, OnlyCheckout).WithVersion(4, Renaming).WithVersion(5, Throwing));

        await AssertRefusedAsync(2, 3, "the machine ends before it, at record 2");
        await AssertRefusedAsync(3, 2, "the event is not accepted now");
        await AssertRefusedAsync(4, 4, "it is the result of effect 'charge', in whose place 'refund' is requested now");
        await AssertRefusedAsync(5, 2, "the coroutine throws InvalidOperationException: No.");
        await Assert.ThrowsAsync<ArgumentException>(() => host.MoveToVersionAsync("a", 6, Shop.Cancellation));
        Assert.Equal(before, await shop.ReadAsync(), RecordComparer.Instance);

        async Task AssertRefusedAsync(int version, long sequence, string message)
        {
            var error = await Assert.ThrowsAsync<RepairException>(() => host.MoveToVersionAsync("a", version, Shop.Cancellation));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
            Assert.Equal(sequence, error.Sequence);
        }
    }

    [Fact]
    public async Task SkipAsync_EventsMeanwhile_AreHandledAfterIt()
    {
        await using var journal = new MemoryJournal(shop.Storage);
        await using var host = await DurableHost.OpenAsync<OrderEvent>(journal, shop.Order, shop.Options, Shop.Cancellation);
        await host.SendAsync("a", new Add("tea", 450), Shop.Cancellation);
        await host.SendAsync("a", new Add("cup", 50), Shop.Cancellation);
        journal.Hold();
        var queued = host.SendAsync("a", new Add("pot", 7), Shop.Cancellation).AsTask();

        var repair = host.SkipAsync("a", 2, Shop.Cancellation);
        var meanwhile = Enumerable.Range(0, 3).Select(_ => host.SendAsync("a", new Add("can", 1), Shop.Cancellation).AsTask()).ToArray();
        Assert.False(repair.IsCompleted);
        Assert.DoesNotContain(meanwhile, static send => send.IsCompleted);
        journal.Release();

        await repair.WaitAsync(Shop.Cancellation);
        await queued.WaitAsync(Shop.Cancellation);
        await Task.WhenAll(meanwhile).WaitAsync(Shop.Cancellation);
        Assert.Equal(60, await host.QueryAsync<long>("a", static reply => new Total(reply), Shop.Cancellation));
        Assert.Equal(7, (await shop.ReadAsync()).Count);
    }

    private static async Task<List<MachineSummary>> ListAsync(DurableHost<OrderEvent> host)
    {
        List<MachineSummary> list = [];
        await foreach (var machine in host.ListAsync(cancellationToken: Shop.Cancellation))
            list.Add(machine);
        return list;
    }

    private async Task<ReplayReport> CheckAsync(Func<Durable<OrderEvent>, Coroutine> coroutine)
    {
        await using var journal = new MemoryJournal(shop.Storage);
        return await JournalReplay.CheckAsync(
            journal, new DurableProgram<OrderEvent>(coroutine), shop.Options, cancellationToken: Shop.Cancellation);
    }

    private async Coroutine NoCups(Durable<OrderEvent> order)
    {
        var total = 0L;
        using var totals = order.Inbox.Handle<Total>(question => question.Reply.Reply(total));
        while (await order.Inbox.Receive(static e => e is Add or Checkout, "Shopping") is Add add)
            total += add.Sku == "cup" ? throw new InvalidOperationException("No cups.") : add.Cents;
        var receipt = await order.Call("charge", context => shop.Charge(context, total), state: "Paying");
        order.Emit(new Paid(order.Key, receipt, total));
        await order.Inbox.Receive<Shipped>("Shipping");
        await order.Inbox.Receive<Shipped>("Done");
    }

    private static async Coroutine OneItem(Durable<OrderEvent> order) => await order.Inbox.Receive<Add>("Shopping");

    private static async Coroutine OnlyCheckout(Durable<OrderEvent> order)
    {
        await order.Inbox.Receive<Checkout>("Shopping");
        await order.Inbox.Receive<Shipped>("Shipping");
    }

    private async Coroutine Renaming(Durable<OrderEvent> order)
    {
        await order.Inbox.Receive<Add>("Shopping");
        await order.Inbox.Receive<Checkout>("Shopping");
        await order.Call("refund", context => shop.Charge(context, 1), state: "Paying");
        await order.Inbox.Receive<Shipped>("Shipping");
    }

    private static async Coroutine Throwing(Durable<OrderEvent> order)
    {
        await order.Inbox.Receive<Add>("Shopping");
        throw new InvalidOperationException("No.");
    }
}
