namespace Orders;

/// <summary>Specifies how a request was answered.</summary>
internal enum Answer
{
    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>It was handled, and had no success: the card was declined, or the payment service did not answer.</summary>
    Failed,

    /// <summary>It was not possible in the state of the order.</summary>
    Refused,

    /// <summary>There was no answer, or none that was expected: the service is stopping.</summary>
    None,
}
