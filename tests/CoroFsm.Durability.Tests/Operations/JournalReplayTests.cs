using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>A check replays all machines, finds those that cannot be replayed, and changes nothing.</summary>
public sealed class JournalReplayTests
{
    private readonly Shop shop = new();

    [Fact]
    public async Task CheckAsync_SameCode_IsClean()
    {
        await RunTwoAsync();
        var before = await shop.ReadAsync();

        var report = await CheckAsync(new(shop.Order));

        Assert.True(report.IsClean, report.ToString());
        Assert.Equal(("Order", 2L, before.Count + 2L), (report.Type, report.Machines, report.Records));
        Assert.Equal("Order: 2 machines with 7 records were replayed; 0 cannot be replayed.", report.ToString());
        Assert.Equal(before, await shop.ReadAsync(), RecordComparer.Instance);
        Assert.Single(shop.Charges);
        Assert.Null(await shop.ReadParkedAsync());
    }

    [Fact]
    public async Task CheckAsync_ChangedCode_NamesRecordAndSourceLocation()
    {
        await RunTwoAsync();

        var report = await CheckAsync(new(Shop.Renamed));

        Assert.False(report.IsClean);
        Assert.Equal(2, report.Failures.Count);
        var failure = Assert.IsType<NondeterminismException>(report.Failures[0].Failure);
        Assert.Equal((1L, "Order/Shopping", "Renamed/Browsing"), (failure.Sequence, failure.RecordedState, failure.State));
        Assert.Contains("Shop.cs", failure.Position, StringComparison.Ordinal);
        Assert.Contains(
            "a: Machine Order/a: record 1 (Started): it leads to another result now.", report.ToString(), StringComparison.Ordinal);
        Assert.Null(await shop.ReadParkedAsync());
    }

    [Fact]
    public async Task CheckAsync_UnknownVersion_ReportsReplayException()
    {
        await using (var host = await shop.OpenAsync(new DurableProgram<OrderEvent>(shop.Order).WithVersion(2, shop.Order)))
            await host.SendAsync("a", new Add("tea", 1), Shop.Cancellation);

        var report = await CheckAsync(new(shop.Order));

        var failure = Assert.IsType<ReplayException>(Assert.Single(report.Failures).Failure);
        Assert.Equal(1, failure.Sequence);
        Assert.Contains("version 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_CoroutineThrows_ReportsItsException()
    {
        await shop.RunAsync(new Add("tea", 1));

        static async Coroutine Throwing(Durable<OrderEvent> order)
        {
            await order.Inbox.Receive<Add>("Shopping");
            throw new InvalidOperationException("No tea.");
        }

        var report = await CheckAsync(new(async order =>
        {
            await Throwing(order);
        }));

        Assert.Contains("Order/a", Assert.Single(report.Failures).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_JournalOfOtherTypes_ReplaysNone()
    {
        await RunTwoAsync();

        var report = await CheckAsync(new(Shop.Renamed), shop.Options with { Type = "Device" });

        Assert.Equal((0L, true), (report.Machines, report.IsClean));
    }

    [Fact]
    public async Task CheckAsync_WithProgress_ReportsEachMachine()
    {
        await RunTwoAsync();
        var progress = new ProgressList();
        await using var journal = new MemoryJournal(shop.Storage);

        await JournalReplay.CheckAsync(
            journal, new DurableProgram<OrderEvent>(shop.Order), shop.Options, progress, Shop.Cancellation);

        Assert.Equal(["a", "b"], progress.Items.Select(static item => item.Key));
        Assert.Equal(("Order/Shipping", 5L, 1), (progress.Items[0].State, progress.Items[0].Records, progress.Items[0].Version));
        Assert.Contains("OrderLife.cs", progress.Items[0].Position, StringComparison.Ordinal);
        Assert.StartsWith("a: 5 records, state Order/Shipping at ", progress.Items[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_CancelledByProgress_Throws()
    {
        await RunTwoAsync();
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList { OnReport = cancellation.Cancel };
        await using var journal = new MemoryJournal(shop.Storage);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => JournalReplay.CheckAsync(
            journal, new DurableProgram<OrderEvent>(shop.Order), shop.Options, progress, cancellation.Token));

        Assert.Single(progress.Items);
    }

    [Fact]
    public async Task CheckAsync_ManyFailures_ShowsTwenty()
    {
        await using (var host = await shop.OpenAsync())
        {
            for (var i = 0; i < 23; i++)
                await host.SendAsync($"order {i}", new Add("tea", 1), Shop.Cancellation);
        }

        var report = await CheckAsync(new(Shop.Renamed));

        Assert.Equal(23, report.Failures.Count);
        var lines = report.ToString().Split('\n');
        Assert.Equal((22, "  and 3 more"), (lines.Length, lines[^1]));
    }

    [Fact]
    public async Task CheckAsync_RecordsEndInsideTurn_ReportsIt()
    {
        await shop.RunAsync(new Add("tea", 1));
        var records = await shop.ReadAsync();
        await using var journal = new MemoryJournal(shop.Storage);
        await journal.OpenAsync(Shop.Cancellation);
        await journal.ReplaceAsync(new("Order", "a"), [records[0], records[1] with { Digest = 0 }], MachineIndex.None, Shop.Cancellation);

        var report = await JournalReplay.CheckAsync(
            journal, new DurableProgram<OrderEvent>(shop.Order), shop.Options, cancellationToken: Shop.Cancellation);

        Assert.Contains("ends inside a turn", Assert.Single(report.Failures).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckAsync_RecordsWithoutStart_ReportsReplayException()
    {
        await shop.RunAsync(new Add("tea", 1));
        var records = await shop.ReadAsync();
        await using var journal = new MemoryJournal(shop.Storage);
        await journal.OpenAsync(Shop.Cancellation);
        await journal.ReplaceAsync(new("Order", "a"), records[1..], MachineIndex.None, Shop.Cancellation);

        var report = await JournalReplay.CheckAsync(
            journal, new DurableProgram<OrderEvent>(shop.Order), shop.Options, cancellationToken: Shop.Cancellation);

        var failure = Assert.IsType<ReplayException>(Assert.Single(report.Failures).Failure);
        Assert.Contains("do not begin with a start", failure.Message, StringComparison.Ordinal);
    }

    private async Task RunTwoAsync()
    {
        await shop.RunAsync(new Add("tea", 450), new Add("cup", 50), new Checkout());
        await using var host = await shop.OpenAsync();
        await host.SendAsync("b", new Add("tea", 1), Shop.Cancellation);
    }

    private async Task<ReplayReport> CheckAsync(DurableProgram<OrderEvent> program, DurableOptions? options = null)
    {
        await using var journal = new MemoryJournal(shop.Storage);
        return await JournalReplay.CheckAsync(journal, program, options ?? shop.Options, cancellationToken: Shop.Cancellation);
    }

    private sealed class ProgressList : IProgress<MachineReplay>
    {
        internal List<MachineReplay> Items { get; } = [];

        internal Action? OnReport { get; init; }

        public void Report(MachineReplay value)
        {
            Items.Add(value);
            OnReport?.Invoke();
        }
    }
}
