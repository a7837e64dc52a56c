namespace Orders;

/// <summary>Specifies a request to an order.</summary>
internal enum Request
{
    /// <summary>Asks for the order.</summary>
    Status,

    /// <summary>Pays.</summary>
    Pay,

    /// <summary>Cancels.</summary>
    Cancel,

    /// <summary>Ships.</summary>
    Ship,

    /// <summary>Returns the goods.</summary>
    Return,
}
