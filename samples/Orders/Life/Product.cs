namespace Orders;

/// <summary>Represents a product.</summary>
/// <param name="Name">The name.</param>
/// <param name="Price">The price of one piece.</param>
internal sealed record Product(string Name, decimal Price);
