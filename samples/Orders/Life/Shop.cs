using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>Provides what the orders share: the payment service, the stock, the archive, the clock.</summary>
internal sealed class Shop(IPayments payments, Stock stock, Archive archive, IOptions<ShopOptions> options, TimeProvider time)
{
    public IPayments Payments => payments;

    public Stock Stock => stock;

    public Archive Archive => archive;

    public ShopOptions Options => options.Value;

    /// <summary>Calls the payment service, for a limited time.</summary>
    /// <returns>False if the call may be tried again.</returns>
    public async Task<bool> TryAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Options.PaymentTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await call(either.Token).ConfigureAwait(false);
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

    /// <summary>Waits before an attempt. The wait doubles with each one, up to a minute.</summary>
    public Task DelayBefore(int attempt, CancellationToken cancellationToken)
    {
        var delay = Options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 20));
        return Task.Delay(delay < ShopOptions.MaxRetryDelay ? delay : ShopOptions.MaxRetryDelay, time, cancellationToken);
    }
}
