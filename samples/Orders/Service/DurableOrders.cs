using System.Runtime.CompilerServices;
using CoroFsm;
using CoroFsm.Durability.Hosting;
using CoroFsm.Durability.Journals;

namespace Orders;

/// <summary>The durable machines of the orders: they continue with the next start of the service.</summary>
internal sealed class DurableOrders(DurableMachines<OrderEvent> orders) : IOrderMachines
{
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        await KeysAsync(MachineFilter.Living, cancellationToken).CountAsync(cancellationToken);

    public async Task<IReadOnlyList<OrderState>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        List<OrderState> states = [];
        await foreach (var id in KeysAsync(MachineFilter.Living, cancellationToken).Take(limit))
        {
            if (await orders.GetInfoAsync(id, cancellationToken) is { } info)
                states.Add(new(id, info.State));
        }

        return states;
    }

    public IAsyncEnumerable<string> ListIdsAsync(CancellationToken cancellationToken) => KeysAsync(MachineFilter.All, cancellationToken);

    public Task<TReply> AskAsync<TReply>(string id, Func<ReplyTo<TReply>, OrderEvent> ask, CancellationToken cancellationToken) =>
        orders.AskAsync(id, ask, cancellationToken);

    public Task<TReply?> AskOrDefaultAsync<TReply>(
        string id, Func<ReplyTo<TReply>, OrderEvent> ask, CancellationToken cancellationToken) =>
        UnlessEndedAsync(orders.AskOrDefaultAsync(id, ask, cancellationToken));

    public async Task<OrderView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await UnlessEndedAsync<OrderView>(
                orders.QueryAsync<OrderView>(id, static reply => new GetStatus(reply), cancellationToken)!);
        }
        catch (KeyNotFoundException)
        {
            return null;
        }
    }

    public Task<bool> TrySendAsync(string id, OrderEvent @event, CancellationToken cancellationToken) =>
        UnlessEndedAsync(orders.TrySendAsync(id, @event, cancellationToken));

    private static async Task<T?> UnlessEndedAsync<T>(Task<T?> call)
    {
        try
        {
            return await call;
        }
        catch (MachineEndedException)
        {
            return default;
        }
    }

    private async IAsyncEnumerable<string> KeysAsync(MachineFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await orders.GetHostAsync(cancellationToken);
        await foreach (var entry in orders.Journal.ListAsync(orders.Type, filter, cancellationToken))
            yield return entry.Machine.Id.Key;
    }
}
