using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>Keeps the last orders that have ended, and counts all of them. Thread-safe.</summary>
internal sealed class Archive(IOptions<ShopOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, OrderView> orders = [];
    private readonly Queue<string> ids = new();
    private readonly int[] counts = new int[Enum.GetValues<OrderEnd>().Length];

    public void Add(OrderView order, OrderEnd end)
    {
        lock (gate)
        {
            counts[(int)end]++;
            if (ids.Count == options.Value.ArchiveSize)
                orders.Remove(ids.Dequeue());
            ids.Enqueue(order.Id);
            orders[order.Id] = order;
        }
    }

    /// <summary>Returns an order that has ended; null if it is unknown.</summary>
    public OrderView? Find(string id)
    {
        lock (gate)
            return orders.GetValueOrDefault(id);
    }

    /// <summary>Returns the number of orders that have ended in a way.</summary>
    public int Count(OrderEnd end)
    {
        lock (gate)
            return counts[(int)end];
    }
}
