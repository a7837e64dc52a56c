namespace CoroFsm.Durability.Kill;

/// <summary>Specifies a fault of the victim, which shows that the check finds it.</summary>
internal enum Plant
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>An event is acknowledged before it is stored.</summary>
    EarlyAcknowledgement,

    /// <summary>An effect is called before the event that requests it is stored.</summary>
    EarlyEffect,

    /// <summary>Message identifiers are not stored.</summary>
    NoMessageId,

    /// <summary>The transactional effect has a transaction of its own.</summary>
    OtherTransaction,

    /// <summary>The due times of timers are not stored.</summary>
    NoTimer,

    /// <summary>Timers fire a little before their due time.</summary>
    EarlyTimer,
}
