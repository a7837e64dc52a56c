namespace CoroFsm.Scheduling;

/// <summary>Represents a message that waits for room in a <see cref="Mailbox"/>.</summary>
internal interface IPendingMessage
{
    /// <summary>Gets a value indicating whether the sender still waits for room.</summary>
    bool IsWanted { get; }

    /// <summary>Puts the message in, now that there is room.</summary>
    /// <returns>False if the sender has given it up.</returns>
    bool TryPut(Mailbox mailbox);

    /// <summary>Notifies the sender that the message will not be taken, because the receiver has ended.</summary>
    void Refuse();
}
