using System.Text;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Durability.Tests.Journals.Contract;
using CoroFsm.Testing.Durability;
using FsCheck.Xunit;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>An export has everything of a machine, in lines that people can read.</summary>
public sealed class ExportTests
{
    private readonly Shop shop = new();

    [Property(MaxTest = 300)]
    public async Task ImportAsync_AnyExport_GivesEqualMachines(int seed)
    {
        var random = new Random(seed);
        await using var source = new MemoryJournal();
        await source.OpenAsync();
        var id = new MachineId("Type " + TextOf(random), "key " + TextOf(random));
        var records = RandomRecords.Create(random);
        var index = new MachineIndex(
            random.Next(2) == 0 ? long.MaxValue : random.NextInt64(DateTime.MaxValue.Ticks), random.Next(2) == 0, random.Next(2) == 0);
        await source.ReplaceAsync(id, records, index);
        if (random.Next(3) == 0)
            await source.ParkAsync(id, TextOf(random));
        using var export = new MemoryStream();
        Assert.Equal(1, await source.ExportAsync(export));

        await using var target = new MemoryJournal();
        await target.OpenAsync();
        export.Position = 0;
        Assert.Equal(1, await target.ImportAsync(export));

        RecordList before = new(), after = new();
        var old = await source.ReadAsync(id, before);
        var copy = await target.ReadAsync(id, after);
        Assert.Equal(before.Records, after.Records, RecordComparer.Instance);
        Assert.Equal((old!.Index, old.Parked), (copy!.Index, copy.Parked));
    }

    [Fact]
    public async Task ExportAsync_Order_IsReadable()
    {
        await shop.RunAsync(new Checkout());
        using var export = new MemoryStream();
        await using (var host = await shop.OpenAsync())
            Assert.True(await host.ExportAsync("a", export, Shop.Cancellation));

        var lines = Encoding.UTF8.GetString(export.ToArray()).Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("""{"format":1,"type":"Order","key":"a","records":3,"messages":0,"due":""", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"type":"Order","key":"a","seq":1,"kind":"Started","time":""", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"version\":1,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(
            ""","payload":{"$type":"checkout"},"state":"Order/Paying","requests":["call charge"]}""", lines[2], StringComparison.Ordinal);
        Assert.Contains(""","effect":"2.0","payload":"receipt for 0","state":"Order/Shipping",""", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportAsync_OtherStorage_MachinesContinue()
    {
        await shop.RunAsync(new Add("tea", 450), new Checkout());
        using var export = await ExportAsync();
        var other = new Shop();
        await using var host = await other.OpenAsync();

        Assert.Equal(1, await host.ImportAsync(export, cancellationToken: Shop.Cancellation));

        Assert.Equal("Order/Shipping", (await host.GetInfoAsync("a", Shop.Cancellation))!.State);
        Assert.Empty(other.Charges);
        await host.SendAsync("a", new Shipped(), Shop.Cancellation);
    }

    [Fact]
    public async Task ImportAsync_UndeliveredMessages_AreDelivered()
    {
        await using (var host = await shop.OpenAsync(options: shop.Options with
        {
            OnMessage = static (_, _) => Task.FromException(new InvalidOperationException("Later.")),
        }))
        {
            await host.SendAsync("a", new Checkout(), Shop.Cancellation);
            await Shop.WaitForAsync(() => shop.Storage.MessageCount == 1);
        }

        using var export = await ExportAsync();
        var other = new Shop();
        await using (var host = await other.OpenAsync())
        {
            await host.ImportAsync(export, cancellationToken: Shop.Cancellation);
            await Shop.WaitForAsync(() => other.Messages.Count == 1);
        }

        Assert.Equal("Order/a/3/0", Assert.Single(other.Messages));
        Assert.Equal(await shop.ReadAsync(), await other.ReadAsync(), RecordComparer.Instance);
    }

    [Fact]
    public async Task ImportAsync_MachineExists_ReplacesOnlyIfRequested()
    {
        await shop.RunAsync(new Add("tea", 450));
        using var export = await ExportAsync();
        await using var host = await shop.OpenAsync();
        await host.SendAsync("a", new Add("cup", 50), Shop.Cancellation);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.ImportAsync(export, cancellationToken: Shop.Cancellation));
        Assert.Contains("Order/a exists", error.Message, StringComparison.Ordinal);
        Assert.Equal(500, await TotalAsync());

        export.Position = 0;
        Assert.Equal(1, await host.ImportAsync(export, replaces: true, Shop.Cancellation));
        Assert.Equal(450, await TotalAsync());
        Assert.Equal(3, (await host.SendAsync("a", new Add("cup", 50), Shop.Cancellation)).Sequence);

        Task<long> TotalAsync() => host.QueryAsync<long>("a", static reply => new Total(reply), Shop.Cancellation);
    }

    [Fact]
    public async Task ImportAsync_HostOfOtherType_Throws()
    {
        await shop.RunAsync(new Add("tea", 450));
        using var export = await ExportAsync();
        await using var host = await new Shop().OpenAsync(options: shop.Options with { Type = "Device" });

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.ImportAsync(export, cancellationToken: Shop.Cancellation));
    }

    [Theory]
    [InlineData(0, "x", "Line 1 ")]
    [InlineData(0, """{"format":2}""", "the format 2 is unknown")]
    [InlineData(1, """{"type":"Order","key":"b","seq":1}""", "Line 2 ")]
    [InlineData(2, null, "the records of machine Order/a are incomplete")]
    [InlineData(1, null, "record")]
    public async Task ImportAsync_DamagedLine_NamesIt(int line, string? replacement, string message)
    {
        await shop.RunAsync(new Add("tea", 450), new Add("tea", 450));
        using var export = await ExportAsync();
        List<string> lines = [.. Encoding.UTF8.GetString(export.ToArray()).TrimEnd('\n').Split('\n')];
        if (replacement is null)
            lines.RemoveAt(line == 2 ? lines.Count - 1 : line + 1);
        else
            lines[line] = replacement;
        await using var target = new MemoryJournal();
        await target.OpenAsync(Shop.Cancellation);

        var error = await Assert.ThrowsAsync<FormatException>(() => target.ImportAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines))), cancellationToken: Shop.Cancellation));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        await foreach (var machine in target.ListAsync(null, MachineFilter.All, Shop.Cancellation))
            Assert.Fail(machine.ToString());
    }

    [Fact]
    public async Task CheckAsync_Export_ReplaysAsFromJournal()
    {
        await shop.RunAsync(new Add("tea", 450), new Checkout());
        using var export = await ExportAsync();

        var clean = await JournalReplay.CheckAsync(
            export, new DurableProgram<OrderEvent>(shop.Order), shop.Options, cancellationToken: Shop.Cancellation);
        export.Position = 0;
        var changed = await JournalReplay.CheckAsync(
            export, new DurableProgram<OrderEvent>(Shop.Renamed), shop.Options, cancellationToken: Shop.Cancellation);

        Assert.Equal((true, 1L, 4L), (clean.IsClean, clean.Machines, clean.Records));
        Assert.IsType<NondeterminismException>(Assert.Single(changed.Failures).Failure);
    }

    private static string TextOf(Random random) => RandomRecords.TextOf(random);

    private async Task<MemoryStream> ExportAsync()
    {
        await using var journal = new MemoryJournal(shop.Storage);
        await journal.OpenAsync(Shop.Cancellation);
        var export = new MemoryStream();
        await journal.ExportAsync(export, cancellationToken: Shop.Cancellation);
        export.Position = 0;
        return export;
    }
}
