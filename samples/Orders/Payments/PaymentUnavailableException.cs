namespace Orders;

/// <summary>The exception that is thrown when the payment service fails.</summary>
internal sealed class PaymentUnavailableException() : Exception("The payment service failed. Try again.");
