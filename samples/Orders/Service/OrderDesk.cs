using CoroFsm.Hosting;

namespace Orders;

/// <summary>Accepts what customers and packers ask for, and passes it to the machines of the orders. Thread-safe.</summary>
internal sealed class OrderDesk(Machines<string, OrderEvent> orders, Archive archive)
{
    private long last;

    /// <summary>Gets the number of orders whose life is not over.</summary>
    public int Open => orders.Count;

    /// <summary>Starts an order.</summary>
    /// <exception cref="OrderConflictException">There are not enough goods.</exception>
    public async Task<OrderView> CreateAsync(Product product, int quantity, CancellationToken cancellationToken)
    {
        var id = $"order-{Interlocked.Increment(ref last)}";
        await orders.SendAsync(id, new Create(product, quantity), cancellationToken);
        var order = await GetAsync(id, CancellationToken.None);
        return order is { HasEnded: false }
            ? order
            : throw new OrderConflictException($"There are not {quantity} pieces of {product.Name} in stock. Order fewer.");
    }

    /// <summary>Returns an order; null if it is unknown.</summary>
    public async Task<OrderView?> GetAsync(string id, CancellationToken cancellationToken) =>
        await orders.AskOrDefaultAsync<OrderView>(id, static reply => new GetStatus(reply), cancellationToken) ?? archive.Find(id);

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
    public IReadOnlyList<OrderState> List(int limit) =>
        [.. orders.GetSnapshot().Take(limit).Select(static order => new OrderState(order.Key, order.State))];

    /// <summary>Returns the number of orders by end.</summary>
    public IReadOnlyDictionary<string, int> CountEnds() =>
        Enum.GetValues<OrderEnd>().ToDictionary(static end => end.ToString(), archive.Count);

    private void RefuseIfEnded(string id)
    {
        if (archive.Find(id) is { } ended)
            throw new OrderConflictException($"{id} has ended: {ended.State}. Create another order.");
    }
}
