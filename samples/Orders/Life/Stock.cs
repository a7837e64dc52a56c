using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>Represents the goods that can be ordered, and those that are reserved for each order. Thread-safe.</summary>
internal sealed class Stock
{
    private static readonly Product[] Products = [new("book", 20m), new("lamp", 45.50m), new("chair", 120m)];

    private readonly Lock gate = new();
    private readonly FrozenDictionary<string, int> places =
        Products.Index().ToFrozenDictionary(static product => product.Item.Name, static product => product.Index);

    private readonly int[] left;
    private readonly Dictionary<string, (string Product, int Quantity)> reservations = [];

    /// <summary>Initializes a new instance of the <see cref="Stock"/> class.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="file">What durable orders have reserved and sold; null for nothing.</param>
    public Stock(IOptions<ShopOptions> options, ShopFile? file = null)
    {
        left = [.. Products.Select(_ => options.Value.Pieces)];
        if (file is null)
            return;
        foreach (var (product, quantity) in file.ReadSold())
            left[places[product]] -= quantity;
        foreach (var (order, product, quantity) in file.ReadReservations())
        {
            left[places[product]] -= quantity;
            reservations.Add(order, (product, quantity));
        }
    }

    /// <summary>Gets the names of all products.</summary>
    public static IEnumerable<string> ProductNames => Products.Select(static product => product.Name);

    public static Product? Find(string name) => Array.Find(Products, product => product.Name == name);

    /// <summary>Reserves goods for an order.</summary>
    /// <returns>True if they are reserved for it, now or by an earlier call.</returns>
    public bool TryReserve(string order, string product, int quantity)
    {
        lock (gate)
        {
            if (reservations.ContainsKey(order))
                return true;
            if (quantity > left[places[product]])
                return false;
            left[places[product]] -= quantity;
            reservations.Add(order, (product, quantity));
            return true;
        }
    }

    /// <summary>Ends the reservation of an order, if it has one.</summary>
    public void End(string order, bool isSold)
    {
        lock (gate)
        {
            if (reservations.Remove(order, out var reserved) && !isSold)
                left[places[reserved.Product]] += reserved.Quantity;
        }
    }

    /// <summary>Returns the number of pieces that are neither reserved nor sold.</summary>
    public int Left(Product product)
    {
        lock (gate)
            return left[places[product.Name]];
    }
}
