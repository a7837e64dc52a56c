using CoroFsm;

namespace Orders;

/// <summary>Base class of the events of an order.</summary>
internal abstract record OrderEvent;

/// <summary>Represents the first event of an order.</summary>
internal sealed record Create(Product Product, int Quantity) : OrderEvent;

/// <summary>Represents a request to pay. Its reply follows when the payment service has decided.</summary>
internal sealed record Pay(string Card, ReplyTo<PayResult?> Reply) : OrderEvent
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
