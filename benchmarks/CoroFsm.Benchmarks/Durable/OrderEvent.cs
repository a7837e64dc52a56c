using System.Text.Json.Serialization;

namespace CoroFsm.Benchmarks.Durable;

/// <summary>Represents an event of an order.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$t")]
[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Checkout), "checkout")]
[JsonDerivedType(typeof(Paid), "paid")]
[JsonDerivedType(typeof(Shipped), "shipped")]
[JsonDerivedType(typeof(Charge), "charge")]
internal abstract record OrderEvent
{
    internal sealed record Add(string Sku, int Quantity, long Cents) : OrderEvent;

    internal sealed record Checkout(string Customer) : OrderEvent;

    internal sealed record Paid(string Receipt, long Cents) : OrderEvent;

    internal sealed record Shipped(string Carrier, DateTimeOffset At) : OrderEvent;

    internal sealed record Charge(ReplyTo<int> Done) : OrderEvent;
}

/// <summary>The JSON of the events, without reflection.</summary>
[JsonSerializable(typeof(OrderEvent))]
[JsonSerializable(typeof(int))]
internal sealed partial class OrderJson : JsonSerializerContext;
