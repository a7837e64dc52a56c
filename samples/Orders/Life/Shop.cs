using CoroFsm.Durability.InMemory;
using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>
/// Provides what is outside of the orders: the payment service, the stock, the archive. What an order calls may be called again after a
/// crash, and then has no further effect.
/// </summary>
/// <param name="payments">The payment service.</param>
/// <param name="stock">The goods.</param>
/// <param name="archive">The orders that have ended.</param>
/// <param name="options">The settings.</param>
/// <param name="time">The clock.</param>
/// <param name="file">Stores the stock and the archive of durable orders; null to keep them in memory.</param>
internal sealed class Shop(
    IPayments payments, Stock stock, Archive archive, IOptions<ShopOptions> options, TimeProvider time, ShopFile? file = null)
{
    /// <summary>Gets what an order uses that runs in memory.</summary>
    public InMemoryOptions<OrderEvent> InMemory => new() { OnMessage = message => End((OrderEnded)message), TimeProvider = time };

    /// <summary>Reserves the goods of an order.</summary>
    /// <returns>The terms of the order; null if there are not enough goods.</returns>
    public async Task<Terms?> ReserveAsync(string order, Create created)
    {
        if (!stock.TryReserve(order, created.Product.Name, created.Quantity))
            return null;
        if (file is not null)
            await file.ReserveAsync(order, created.Product.Name, created.Quantity);
        return new(options.Value.IdleTimeout, options.Value.PaymentAttempts, options.Value.ReturnPeriod);
    }

    /// <summary>Archives an order, and releases its goods if they are not sold.</summary>
    /// <returns>True.</returns>
    public async Task<bool> EndAsync(OrderEnded ended)
    {
        if (file is not null)
            await file.EndAsync(ended);
        End(ended);
        return true;
    }

    /// <inheritdoc cref="EndAsync"/>
    public void End(OrderEnded ended)
    {
        stock.End(ended.Order.Id, ended.IsSold);
        archive.Add(ended.Order, ended.End);
    }

    /// <summary>Returns an order that has ended; null if it is unknown.</summary>
    public OrderView? FindEnded(string id) => archive.Find(id) ?? file?.Find(id);

    /// <summary>Returns the identifiers of the orders that the shop's file knows.</summary>
    public IEnumerable<string> ListIds() => file?.ReadIds() ?? [];

    /// <summary>Charges a card. Calls with the same key charge it once.</summary>
    /// <returns><see cref="PayResult.Unavailable"/> if the card may have been charged, and the call may be tried again.</returns>
    public async Task<PayResult> ChargeAsync(string key, string card, decimal amount, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(limited => payments.ChargeAsync(key, card, amount, limited), cancellationToken)
                ? PayResult.Paid
                : PayResult.Unavailable;
        }
        catch (PaymentDeclinedException)
        {
            return PayResult.Declined;
        }
    }

    /// <summary>Gives back what was charged with a key.</summary>
    /// <returns>False if the call must be tried again.</returns>
    public Task<bool> RefundAsync(string key, CancellationToken cancellationToken) =>
        TryAsync(limited => payments.RefundAsync(key, limited), cancellationToken);

    /// <summary>Waits before an attempt. The wait doubles with each one, up to a minute.</summary>
    /// <returns>True.</returns>
    public async Task<bool> WaitBeforeAsync(int attempt, CancellationToken cancellationToken)
    {
        var delay = options.Value.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 20));
        await Task.Delay(delay < ShopOptions.MaxRetryDelay ? delay : ShopOptions.MaxRetryDelay, time, cancellationToken);
        return true;
    }

    /// <summary>Calls the payment service, for a limited time.</summary>
    /// <returns>False if the call may be tried again.</returns>
    private async Task<bool> TryAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.PaymentTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await call(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;       // our timeout, or one of the payment service
        }
        catch (PaymentUnavailableException)
        {
            return false;
        }
    }
}
