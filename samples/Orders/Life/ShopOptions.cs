using System.ComponentModel.DataAnnotations;

namespace Orders;

/// <summary>Provides the options of the orders: the section "Shop" of the configuration.</summary>
internal sealed class ShopOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Shop";

    /// <summary>The maximum wait before an attempt.</summary>
    public static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the period in which the goods may be returned. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "49.00:00:00")]
    public TimeSpan ReturnPeriod { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets the time after which an order without a payment is closed. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "49.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the time limit of one call of the payment service. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan PaymentTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the number of attempts to charge a card. Default: 4.</summary>
    [Range(1, 100)]
    public int PaymentAttempts { get; set; } = 4;

    /// <summary>Gets or sets the wait before the second attempt; each further one doubles it. Default: 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the maximum number of orders whose life is not over. Default: 100,000.</summary>
    [Range(1, 10_000_000)]
    public int Capacity { get; set; } = 100_000;

    /// <summary>Gets or sets the number of ended orders that can still be looked up. Default: 10,000.</summary>
    [Range(1, 10_000_000)]
    public int ArchiveSize { get; set; } = 10_000;

    /// <summary>Gets or sets the number of pieces of each product in stock. Default: 1,000,000.</summary>
    [Range(0, int.MaxValue)]
    public int Pieces { get; set; } = 1_000_000;
}
