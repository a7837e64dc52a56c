using CoroFsm;
using CoroFsm.Hosting;

namespace Orders;

/// <summary>The machines of the orders in memory: they end with the service.</summary>
internal sealed class OrdersInMemory(Machines<string, OrderEvent> orders) : IOrderMachines
{
    public Task<int> CountAsync(CancellationToken cancellationToken) => Task.FromResult(orders.Count);

    public Task<IReadOnlyList<OrderState>> ListAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OrderState>>(
            [.. orders.GetSnapshot().Take(limit).Select(static order => new OrderState(order.Key, order.State))]);

    public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public Task<TReply> AskAsync<TReply>(string id, Func<ReplyTo<TReply>, OrderEvent> ask, CancellationToken cancellationToken) =>
        orders.AskAsync(id, ask, cancellationToken).AsTask();

    public Task<TReply?> AskOrDefaultAsync<TReply>(
        string id, Func<ReplyTo<TReply>, OrderEvent> ask, CancellationToken cancellationToken) =>
        orders.AskOrDefaultAsync(id, ask, cancellationToken).AsTask();

    public Task<OrderView?> FindAsync(string id, CancellationToken cancellationToken) =>
        AskOrDefaultAsync<OrderView>(id, static reply => new GetStatus(reply), cancellationToken);

    public Task<bool> TrySendAsync(string id, OrderEvent @event, CancellationToken cancellationToken) =>
        orders.TrySendAsync(id, @event, cancellationToken);
}
