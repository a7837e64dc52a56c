using System.Text.Json.Serialization;

namespace CoroFsm.Durability.Tests.Simulations;

[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Checkout), "checkout")]
internal abstract record OrderEvent
{
    internal sealed record Add(string Item, int Quantity, long Cents) : OrderEvent;

    internal sealed record Checkout : OrderEvent;
}
