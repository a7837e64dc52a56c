namespace Orders;

/// <summary>Represents a payment service.</summary>
internal interface IPayments
{
    /// <summary>Charges a card. Calls with the same key charge it once, and not at all after a refund: a late call has no effect.</summary>
    /// <exception cref="PaymentDeclinedException">Nothing was charged.</exception>
    /// <exception cref="PaymentUnavailableException">The card may have been charged. Call again, or refund it.</exception>
    /// <exception cref="OperationCanceledException">The card may have been charged, too.</exception>
    Task ChargeAsync(string key, string card, decimal amount, CancellationToken cancellationToken);

    /// <summary>Gives back what was charged with a key, if anything was. May be called again.</summary>
    /// <exception cref="PaymentUnavailableException">The money may have been given back. Call again.</exception>
    /// <exception cref="OperationCanceledException">The money may have been given back, too.</exception>
    Task RefundAsync(string key, CancellationToken cancellationToken);
}
