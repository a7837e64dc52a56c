using System.Buffers;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Hosts;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Operations;

/// <summary>A history says in words what a machine has received and done.</summary>
public sealed class HistoryTests
{
    private readonly Shop shop = new();

    [Fact]
    public async Task ReadHistoryAsync_LifeOfOrder_ReadsAsText()
    {
        await using (var host = await shop.OpenAsync())
            await host.SendAsync("a", "m1", new Add("tea", 450), Shop.Cancellation);
        await shop.RunAsync(new Checkout());
        await using (var host = await shop.OpenAsync())
        {
            shop.Time.Advance(TimeSpan.FromDays(15));
            await host.SendAsync("a", new Shipped(), Shop.Cancellation);

            var history = await host.ReadHistoryAsync("a", Shop.Cancellation);

            Assert.Equal(
                [
                    (1, RecordKind.Started, "version 1", "Order/Shopping", ""),
                    (2, RecordKind.Event, """{"$type":"add","Sku":"tea","Cents":450}""", "Order/Shopping", ""),
                    (3, RecordKind.Event, """{"$type":"checkout"}""", "Order/Paying", "call charge"),
                    (4, RecordKind.Result, "charge (3.0) \"receipt for 450\"", "Order/Shipping", "emit Paid"),
                    (5, RecordKind.Timer, "", "Order/Done", "emit Paid"),
                    (6, RecordKind.Event, """{"$type":"shipped"}""", "Order/Done", ""),
                    (7L, RecordKind.Ended, "", history![^1].State, ""),
                ],
                history.Select(static e => (e.Sequence, e.Kind, e.Text, e.State, string.Join(", ", e.Requests))));
            Assert.Equal("m1", history![1].MessageId);
            Assert.EndsWith("""  Event {"$type":"add","Sku":"tea","Cents":450} [message m1] → Order/Shopping""", history[1].ToString());
            Assert.StartsWith("2  ", history[1].ToString(), StringComparison.Ordinal);
            Assert.EndsWith("""Event {"$type":"checkout"} → Order/Paying: call charge""", history[2].ToString());
        }
    }

    [Fact]
    public async Task ReadHistoryAsync_EffectThatFails_SaysSo()
    {
        await using (var host = await shop.OpenAsync(static async order =>
        {
            await order.Inbox.Receive<Checkout>("Shopping");
            try
            {
                await order.Call<int>("charge", static _ => throw new InvalidOperationException("No money."));
            }
            catch (EffectFailedException)
            {
                order.Emit(new Paid(order.Key, "none", 0));
            }

            await order.Inbox.Receive<Shipped>("Failed");
        }))
        {
            await host.SendAsync("a", new Checkout(), Shop.Cancellation);
            await Shop.WaitForAsync(() => shop.Messages.Count == 1);
            Assert.Equal(
                "charge (2.0) failed: System.InvalidOperationException: No money.",
                (await host.ReadHistoryAsync("a", Shop.Cancellation))![2].Text);
        }
    }

    [Fact]
    public async Task ReadHistoryAsync_EncryptedPayloads_ShowsPlainTextToOwnerOnly()
    {
        var options = shop.Options with { Protector = new Inverter() };
        await using (var host = await shop.OpenAsync(options: options))
        {
            await host.SendAsync("a", new Add("tea", 450), Shop.Cancellation);
            Assert.Contains("tea", (await host.ReadHistoryAsync("a", Shop.Cancellation))![1].Text, StringComparison.Ordinal);
        }

        await using var journal = new MemoryJournal(shop.Storage);
        await journal.OpenAsync(Shop.Cancellation);
        var foreign = await journal.ReadHistoryAsync(new("Order", "a"), cancellationToken: Shop.Cancellation);
        Assert.Equal("(39 bytes)", foreign![1].Text);
        Assert.Null(await journal.ReadHistoryAsync(new("Order", "b"), cancellationToken: Shop.Cancellation));
    }

    [Fact]
    public async Task ReadHistoryAsync_DamagedPayload_ShowsOthers()
    {
        await shop.RunAsync(new Add("tea", 450));
        var records = await shop.ReadAsync();
        await using var journal = new MemoryJournal(shop.Storage);
        await journal.OpenAsync(Shop.Cancellation);
        await journal.ReplaceAsync(
            new("Order", "a"), [records[0], records[1] with { Payload = new byte[] { 1 } }], MachineIndex.None, Shop.Cancellation);

        var history = await journal.ReadHistoryAsync(new("Order", "a"), cancellationToken: Shop.Cancellation);

        Assert.Equal("version 1", history![0].Text);
        Assert.StartsWith("(The payload is truncated.", history[1].Text, StringComparison.Ordinal);
    }

    /// <summary>Inverts all bits.</summary>
    private sealed class Inverter : IPayloadProtector
    {
        public void Protect(MachineId id, ReadOnlySpan<byte> plain, IBufferWriter<byte> output)
        {
            foreach (var part in plain)
                output.Write([(byte)~part]);
        }

        public void Unprotect(MachineId id, ReadOnlySpan<byte> payload, IBufferWriter<byte> output) => Protect(id, payload, output);
    }
}
