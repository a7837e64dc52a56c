using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>Keeps the last orders that have ended, and counts all of them. Thread-safe.</summary>
internal sealed class Archive
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, OrderView> orders = [];
    private readonly Queue<string> ids = new();
    private readonly int[] counts = new int[Enum.GetValues<OrderEnd>().Length];
    private readonly int size;

    /// <summary>Initializes a new instance of the <see cref="Archive"/> class.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="file">The durable orders that have ended; null for none.</param>
    public Archive(IOptions<ShopOptions> options, ShopFile? file = null)
    {
        size = options.Value.ArchiveSize;
        if (file is null)
            return;
        foreach (var order in file.ReadEnded(size))
            Keep(order);
        foreach (var (end, count) in file.CountEnds())
            counts[(int)end] = count;
    }

    /// <summary>Adds an order, unless it is there.</summary>
    public void Add(OrderView order, OrderEnd end)
    {
        lock (gate)
        {
            if (orders.ContainsKey(order.Id))
                return;
            counts[(int)end]++;
            Keep(order);
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

    private void Keep(OrderView order)
    {
        if (ids.Count == size)
            orders.Remove(ids.Dequeue());
        ids.Enqueue(order.Id);
        orders[order.Id] = order;
    }
}
