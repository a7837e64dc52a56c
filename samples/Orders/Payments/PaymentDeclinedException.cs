namespace Orders;

/// <summary>The exception that is thrown when a card is declined.</summary>
internal sealed class PaymentDeclinedException() : Exception("The card was declined. Pay with another one.");
