namespace Orders;

/// <summary>Represents the end of an order.</summary>
/// <param name="Order">The order.</param>
/// <param name="End">How it ended.</param>
internal sealed record OrderEnded(OrderView Order, OrderEnd End)
{
    /// <summary>Gets a value indicating whether the customer has the goods, or will get them.</summary>
    public bool IsSold => End is OrderEnd.Completed or OrderEnd.Interrupted;
}
