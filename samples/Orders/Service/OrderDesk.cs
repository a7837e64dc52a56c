using System.Globalization;

namespace Orders;

/// <summary>Accepts what customers and packers ask for, and passes it to the machines of the orders. Thread-safe.</summary>
internal sealed class OrderDesk(IOrderMachines orders, Shop shop, Archive archive)
{
    private const string Prefix = "order-";
    private const int Unknown = -1;

    /// <summary>The number of the last order; <see cref="Unknown"/> before the first one.</summary>
    private long last = Unknown;

    /// <summary>Returns the number of orders whose life is not over.</summary>
    public Task<int> CountOpenAsync(CancellationToken cancellationToken) => orders.CountAsync(cancellationToken);

    /// <summary>Starts an order.</summary>
    /// <exception cref="OrderConflictException">There are not enough goods.</exception>
    public async Task<OrderView> CreateAsync(Product product, int quantity, CancellationToken cancellationToken)
    {
        var id = await NewIdAsync(cancellationToken);
        return await orders.AskAsync<bool>(id, reply => new Create(product, quantity, reply), cancellationToken)
            && await GetAsync(id, CancellationToken.None) is { } order
            ? order
            : throw new OrderConflictException($"There are not {quantity} pieces of {product.Name} in stock. Order fewer.");
    }

    /// <summary>Returns an order; null if it is unknown.</summary>
    public async Task<OrderView?> GetAsync(string id, CancellationToken cancellationToken) =>
        await orders.FindAsync(id, cancellationToken) ?? shop.FindEnded(id);

    /// <summary>Pays an order. The task ends when the payment is decided.</summary>
    /// <returns>The result; null if the order is unknown.</returns>
    /// <exception cref="OrderConflictException">The order has ended.</exception>
    /// <exception cref="CoroFsm.UnexpectedEventException">The order cannot be paid now.</exception>
    public async Task<PayResult?> PayAsync(string id, string card, CancellationToken cancellationToken)
    {
        var result = await orders.AskOrDefaultAsync<PayResult?>(id, reply => new Pay(card, reply), cancellationToken);
        if (result is null)
            RefuseIfEnded(id);
        return result;
    }

    /// <summary>Sends an event to an order.</summary>
    /// <returns>The order afterwards; null if it is unknown.</returns>
    /// <exception cref="OrderConflictException">The order has ended.</exception>
    /// <exception cref="CoroFsm.UnexpectedEventException">The event is not possible now.</exception>
    public async Task<OrderView?> SendAsync(string id, OrderEvent @event, CancellationToken cancellationToken)
    {
        if (await orders.TrySendAsync(id, @event, cancellationToken))
            return await GetAsync(id, CancellationToken.None);
        RefuseIfEnded(id);
        return null;
    }

    /// <summary>Returns the identifiers and states of some orders whose life is not over.</summary>
    public Task<IReadOnlyList<OrderState>> ListAsync(int limit, CancellationToken cancellationToken) =>
        orders.ListAsync(limit, cancellationToken);

    /// <summary>Returns the number of orders by end.</summary>
    public IReadOnlyDictionary<string, int> CountEnds() =>
        Enum.GetValues<OrderEnd>().ToDictionary(static end => end.ToString(), archive.Count);

    private async ValueTask<string> NewIdAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref last) == Unknown)
        {
            var found = shop.ListIds().Select(NumberOf).DefaultIfEmpty().Max();      // also of orders that were purged
            await foreach (var id in orders.ListIdsAsync(cancellationToken))
                found = Math.Max(found, NumberOf(id));

            Interlocked.CompareExchange(ref last, found, Unknown);      // another call may have been first, and have taken numbers
        }

        return $"{Prefix}{Interlocked.Increment(ref last)}";
    }

    private static long NumberOf(string id) => id.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private void RefuseIfEnded(string id)
    {
        if (shop.FindEnded(id) is { } ended)
            throw new OrderConflictException($"{id} has ended: {ended.State}. Create another order.");
    }
}
