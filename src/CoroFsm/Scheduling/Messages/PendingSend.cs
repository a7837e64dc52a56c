namespace CoroFsm;

/// <summary>A message for which there is no room yet.</summary>
internal abstract class PendingSend(ScheduledTask target) : Trap<bool>
{
    /// <summary>Whether the sender still waits.</summary>
    private bool isWanted;

    public override string Description => $"room in the mailbox of task {target.Describe()}";

    /// <summary>Puts the message in, now that there is room.</summary>
    /// <returns>False if the sender has given it up.</returns>
    internal bool TryPut(Mailbox mailbox)
    {
        if (!isWanted)
            return false;

        isWanted = false;
        Put(mailbox);
        Complete(true);
        return true;
    }

    /// <summary>Tells the sender that nobody will take the message.</summary>
    internal void Refuse()
    {
        if (isWanted)
            Complete(false);
    }

    protected override void Begin()
    {
        isWanted = true;
        (target.Extras.Mailbox!.Pending ??= []).Enqueue(this);
    }

    /// <summary>The queue is rid of it when its turn comes.</summary>
    protected override void Cancel() => isWanted = false;

    private protected abstract void Put(Mailbox mailbox);
}

/// <summary>A message of one type for which there is no room yet.</summary>
internal sealed class PendingSend<T>(ScheduledTask target, T message) : PendingSend(target)
{
    private protected override void Put(Mailbox mailbox) => mailbox.Add(message);
}
