namespace CoroFsm.Scxml;

/// <summary>Specifies where an event comes from.</summary>
public enum ScxmlEventType
{
    /// <summary>From outside the session, also from a session to itself through the external queue.</summary>
    External,

    /// <summary>Raised by the document in its internal queue.</summary>
    Internal,

    /// <summary>Raised by the processor: errors and the completion of states.</summary>
    Platform,
}
