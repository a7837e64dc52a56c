using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Orders;

/// <summary>Represents the goods that can be ordered. Thread-safe.</summary>
internal sealed class Stock(IOptions<ShopOptions> options)
{
    private static readonly Product[] Products = [new("book", 20m), new("lamp", 45.50m), new("chair", 120m)];

    private readonly FrozenDictionary<string, Shelf> shelves =
        Products.ToFrozenDictionary(static product => product.Name, _ => new Shelf(options.Value.Pieces));

    /// <summary>Gets the names of all products.</summary>
    public static IEnumerable<string> ProductNames => Products.Select(static product => product.Name);

    public static Product? Find(string name) => Array.Find(Products, product => product.Name == name);

    public bool TryReserve(Product product, int quantity) => shelves[product.Name].TryTake(quantity);

    public void Release(Product product, int quantity) => shelves[product.Name].Put(quantity);

    /// <summary>Returns the number of pieces that are not reserved.</summary>
    public int Left(Product product) => shelves[product.Name].Left;

    private sealed class Shelf(int pieces)
    {
        private readonly Lock gate = new();

        internal int Left { get; private set; } = pieces;

        internal bool TryTake(int quantity)
        {
            lock (gate)
            {
                if (quantity > Left)
                    return false;
                Left -= quantity;
                return true;
            }
        }

        internal void Put(int quantity)
        {
            lock (gate)
                Left += quantity;
        }
    }
}
