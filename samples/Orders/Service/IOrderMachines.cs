using CoroFsm;

namespace Orders;

/// <summary>Represents the machines of the orders: in memory, or durable.</summary>
internal interface IOrderMachines
{
    /// <summary>Returns the number of orders whose life is not over.</summary>
    Task<int> CountAsync(CancellationToken cancellationToken);

    /// <summary>Returns the identifiers and states of some orders whose life is not over.</summary>
    Task<IReadOnlyList<OrderState>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Returns the identifiers of all orders, of which an identifier for a new one must differ.</summary>
    IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken);

    /// <summary>Asks an order, which is started if it is unknown.</summary>
    Task<TReply> AskAsync<TReply>(string id, Func<ReplyTo<TReply>, OrderEvent> ask, CancellationToken cancellationToken);

    /// <summary>Asks an order, and returns the default value if it is unknown or has ended.</summary>
    Task<TReply?> AskOrDefaultAsync<TReply>(string id, Func<ReplyTo<TReply>, OrderEvent> ask, CancellationToken cancellationToken);

    /// <summary>Returns an order; null if it is unknown or has ended.</summary>
    Task<OrderView?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Sends an event to an order.</summary>
    /// <returns>False if it is unknown or has ended.</returns>
    Task<bool> TrySendAsync(string id, OrderEvent @event, CancellationToken cancellationToken);
}
