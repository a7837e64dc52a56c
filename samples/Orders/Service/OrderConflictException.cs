namespace Orders;

/// <summary>The exception that is thrown when an order cannot take an event. The caller gets the message, with status 409.</summary>
internal sealed class OrderConflictException(string message) : Exception(message);
