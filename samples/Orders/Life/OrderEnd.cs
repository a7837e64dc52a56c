using System.Text.Json.Serialization;

namespace Orders;

/// <summary>Specifies how the life of an order ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderEnd>))]
internal enum OrderEnd
{
    /// <summary>There were not enough goods. Nothing was reserved.</summary>
    OutOfStock,

    /// <summary>The order was not paid in time, or the service stopped before.</summary>
    Abandoned,

    /// <summary>The customer has cancelled. Nothing remains charged.</summary>
    Cancelled,

    /// <summary>The customer has returned the goods, and has the money back.</summary>
    Returned,

    /// <summary>The order was paid and shipped, and the return period is over.</summary>
    Completed,

    /// <summary>The service stopped while the order was paid, or might be. Durable orders continue instead.</summary>
    Interrupted,
}
