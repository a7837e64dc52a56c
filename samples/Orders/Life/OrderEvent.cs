using System.Text.Json.Serialization;
using CoroFsm;

namespace Orders;

/// <summary>Base class of the events of an order. The names are those in the journal, and may not change.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(Create), "create")]
[JsonDerivedType(typeof(Pay), "pay")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(Ship), "ship")]
[JsonDerivedType(typeof(Return), "return")]
[JsonDerivedType(typeof(GetStatus), "status")]
internal abstract record OrderEvent;

/// <summary>Represents the first event of an order. Its reply says whether the goods are reserved.</summary>
internal sealed record Create(Product Product, int Quantity, ReplyTo<bool>? Reply = null) : OrderEvent;

/// <summary>Represents a request to pay. Its reply follows when the payment service has decided.</summary>
/// <param name="Card">What the payment service knows the card by. A journal stores it: it must not be the number of a real card.</param>
/// <param name="Reply">The reply.</param>
internal sealed record Pay(string Card, ReplyTo<PayResult?>? Reply = null) : OrderEvent
{
    /// <summary>Returns a text without the card, which is a secret.</summary>
    public override string ToString() => nameof(Pay);
}

/// <summary>Represents the customer's decision to cancel. Possible until the order is shipped.</summary>
internal sealed record Cancel : OrderEvent;

/// <summary>Represents the departure of the parcel.</summary>
internal sealed record Ship : OrderEvent;

/// <summary>Represents the customer's return of the goods. Possible in the return period.</summary>
internal sealed record Return : OrderEvent;

/// <summary>Represents a question about the order. Answered in every state.</summary>
internal sealed record GetStatus(ReplyTo<OrderView> Reply) : OrderEvent;
