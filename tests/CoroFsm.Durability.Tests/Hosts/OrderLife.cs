using System.Text.Json.Serialization;

namespace CoroFsm.Durability.Tests.Hosts;

[JsonPolymorphic]
[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Checkout), "checkout")]
[JsonDerivedType(typeof(Shipped), "shipped")]
[JsonDerivedType(typeof(Total), "total")]
internal abstract record OrderEvent;

internal sealed record Add(string Sku, long Cents) : OrderEvent;

internal sealed record Checkout : OrderEvent;

internal sealed record Shipped : OrderEvent;

internal sealed record Total(ReplyTo<long> Reply) : OrderEvent;

internal sealed record Paid(string Key, string Receipt, long Cents);

/// <summary>Represents an order: items, a payment, a delivery with a time limit.</summary>
internal static class OrderLife
{
    internal static async Coroutine Order(Durable<OrderEvent> order, Func<EffectContext, long, Task<string>> charge)
    {
        var total = 0L;
        using var totals = order.Inbox.Handle<Total>(question => question.Reply.Reply(total));
        while (await order.Inbox.Receive(static e => e is Add or Checkout, "Shopping") is Add add)
            total += add.Cents;
        var receipt = await order.Call("charge", context => charge(context, total), state: "Paying");
        order.Emit(new Paid(order.Key, receipt, total));
        var shipped = await order.Inbox.Receive(TimeSpan.FromDays(14), "Shipping");
        if (shipped.TimedOut)
            order.Emit(new Paid(order.Key, "late", total));
        await order.Inbox.Receive<Shipped>("Done");
    }
}
