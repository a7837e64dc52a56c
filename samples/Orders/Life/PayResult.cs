using System.Text.Json.Serialization;

namespace Orders;

/// <summary>Specifies how a payment ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PayResult>))]
internal enum PayResult
{
    /// <summary>The order is paid.</summary>
    Paid,

    /// <summary>The card was declined. Nothing was charged.</summary>
    Declined,

    /// <summary>The payment service did not answer in time. Whatever it had charged was refunded.</summary>
    Unavailable,

    /// <summary>The order was cancelled, or the service was stopped, before the payment was decided.</summary>
    Unfinished,
}
