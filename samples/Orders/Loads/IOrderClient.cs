namespace Orders;

/// <summary>Sends requests to the orders: over HTTP, or directly.</summary>
internal interface IOrderClient
{
    /// <summary>Creates an order.</summary>
    /// <returns>Its identifier; null if it was not created.</returns>
    Task<string?> CreateAsync(string product, int quantity);

    /// <summary>Sends a request to an order.</summary>
    Task<Answer> SendAsync(string id, Request request, string card);
}
