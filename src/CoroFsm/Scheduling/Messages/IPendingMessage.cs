namespace CoroFsm.Scheduling;

/// <summary>A message that waits for room in a <see cref="Mailbox"/>.</summary>
internal interface IPendingMessage
{
    /// <summary>Gets a value indicating whether the sender has not given it up.</summary>
    bool IsWanted { get; }

    /// <summary>Puts the message in, now that there is room.</summary>
    void Put(Mailbox mailbox);

    /// <summary>Tells the sender that nobody will take the message.</summary>
    void Refuse();
}
