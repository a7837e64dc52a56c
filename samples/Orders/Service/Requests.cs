namespace Orders;

/// <summary>Represents the body of a request that creates an order.</summary>
internal sealed record CreateRequest(string? Product, int? Quantity);

/// <summary>Represents the body of a request that pays an order.</summary>
internal sealed record PayRequest(string? Card)
{
    /// <summary>Returns a text without the card, which is a secret.</summary>
    public override string ToString() => nameof(PayRequest);
}

/// <summary>Represents the list of orders.</summary>
internal sealed record OrderList(int Open, IReadOnlyList<OrderState> Orders, IReadOnlyDictionary<string, int> Ended);
