namespace Orders;

/// <summary>Represents what a customer sees of an order.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Product">The name of the product.</param>
/// <param name="Quantity">The number of pieces.</param>
/// <param name="Total">The price of all pieces.</param>
/// <param name="State">The state of the machine, or the end of the order.</param>
/// <param name="HasEnded">Whether the life of the order is over.</param>
internal sealed record OrderView(string Id, string Product, int Quantity, decimal Total, string State, bool HasEnded = false);
