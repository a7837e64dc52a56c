namespace Orders;

/// <summary>Represents the state of an order.</summary>
internal sealed record OrderState(string Id, string State);
