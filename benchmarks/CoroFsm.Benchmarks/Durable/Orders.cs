using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CoroFsm.Benchmarks.Durable.Codecs;
using CoroFsm.Durability;

namespace CoroFsm.Benchmarks.Durable;

/// <summary>Provides the machine that all cases run: an order that is filled, paid and shipped, and then begins again.</summary>
internal static class Orders
{
    /// <summary>Gets the options of JSON with the type of each event: 53 bytes an event on average.</summary>
    internal static JsonSerializerOptions Json { get; } = new(OrderJson.Default.Options);

    /// <summary>Gets the options of a codec that costs next to nothing: an event is its number in <see cref="Cycle"/>.</summary>
    internal static JsonSerializerOptions Numbers { get; } = new()
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(new OrderNumberConverter(), OrderJson.Default),
    };

    /// <summary>Gets the events of an order. Three of the eight change the state.</summary>
    internal static OrderEvent[] Cycle { get; } =
    [
        .. Enumerable.Range(0, 5).Select(static n => new OrderEvent.Add("sku-" + n, n + 1, 1999)),
        new OrderEvent.Checkout("customer-17"),
        new OrderEvent.Paid("receipt-00042", 9995),
        new OrderEvent.Shipped("carrier", new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero)),
    ];

    /// <summary>Gets the payloads of the records of the events.</summary>
    internal static byte[][] Payloads { get; } =
        [.. Cycle.Select(static @event => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(@event, OrderJson.Default.OrderEvent), 0, 0])];

    internal static Coroutine Run(Durable<OrderEvent> order) => Run(order.Inbox);

    internal static async Coroutine Run(Inbox<OrderEvent> inbox)
    {
        while (true)
        {
            var total = await Fill(inbox);
            await Pay(inbox, total);
            await Ship(inbox);
        }
    }

    private static async Coroutine<long> Fill(Inbox<OrderEvent> inbox)
    {
        var total = 0L;
        while (await inbox.Receive(static e => e is OrderEvent.Add or OrderEvent.Checkout) is OrderEvent.Add add)
            total += add.Quantity * add.Cents;
        return total;
    }

    private static async Coroutine Pay(Inbox<OrderEvent> inbox, long total)
    {
        var paid = await inbox.Receive<OrderEvent.Paid>();
        if (paid.Cents > total)
            throw new InvalidOperationException("More is paid than the order costs.");
    }

    private static async Coroutine Ship(Inbox<OrderEvent> inbox) => await inbox.Receive<OrderEvent.Shipped>();
}
