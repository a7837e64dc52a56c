namespace CoroFsm.Scxml.Sessions;

/// <summary>Something that a session will do when its turn comes.</summary>
/// <param name="Session">The session.</param>
/// <param name="Kind">What to do.</param>
internal readonly record struct Delivery(Session Session, DeliveryKind Kind)
{
    /// <summary>Gets the event to handle.</summary>
    internal ScxmlEvent? Event { get; init; }

    /// <summary>Gets the delayed message to send.</summary>
    internal DelayedMessage? Message { get; init; }

    /// <summary>Gets how many events without a delay have led to this one.</summary>
    internal int Chain { get; init; }

    /// <summary>Gets what is completed afterwards, with false if the session has ended before; null if nothing waits.</summary>
    internal TaskCompletionSource<bool>? Handled { get; init; }
}

/// <summary>Specifies what a session will do.</summary>
internal enum DeliveryKind
{
    Start,
    Event,
    Message,
    Cancel,
}
