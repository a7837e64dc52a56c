namespace CoroFsm;

/// <summary>Represents a reply that a machine has not given, independently of its type.</summary>
internal interface IPendingReply
{
    /// <summary>Gets a value indicating whether the caller has its reply, has failed, or has cancelled its wait.</summary>
    bool IsSettled { get; }

    /// <summary>Records that the turn of the request has ended: the reply may be published.</summary>
    /// <param name="failure">The exception of the turn, which the caller receives; null for none.</param>
    void EndTurn(Exception? failure);

    /// <summary>Fails the caller, because no reply will be given.</summary>
    /// <param name="reason">The exception for the caller.</param>
    void Abandon(Exception reason);
}
