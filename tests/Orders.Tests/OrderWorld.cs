using Microsoft.Extensions.Options;

namespace Orders.Tests;

/// <summary>What is outside of an order, and survives a crash: the clock, the stock, the archive.</summary>
internal sealed class OrderWorld
{
    private readonly IOptions<ShopOptions> options;

    internal OrderWorld(int pieces)
    {
        options = Options.Create(new ShopOptions { Pieces = pieces });
        Stock = new(options);
        Archive = new(options);
    }

    internal ManualTime Time { get; } = new();

    internal Stock Stock { get; }

    internal Archive Archive { get; }

    /// <summary>Returns the shop of a process.</summary>
    internal Shop Open(IPayments payments, TimeProvider time) => new(payments, Stock, Archive, options, time);
}
