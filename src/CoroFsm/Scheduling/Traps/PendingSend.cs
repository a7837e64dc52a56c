namespace CoroFsm.Scheduling;

/// <summary>A message for which there is no room yet.</summary>
internal abstract class PendingSend(ScheduledTask target) : Trap<bool>, IPendingMessage
{
    public override string Description => $"room in the mailbox of task {target.Describe()}";

    public bool IsWanted { get; private set; }

    public bool TryPut(Mailbox mailbox)
    {
        if (!IsWanted)
            return false;
        IsWanted = false;
        Add(mailbox);
        Complete(true);
        return true;
    }

    public void Refuse()
    {
        if (IsWanted)
            Complete(false);
    }

    protected override void Begin()
    {
        IsWanted = true;
        target.Extras.Mailbox!.AddPending(this);
    }

    protected override void Cancel()
    {
        IsWanted = false;
        target.ExtrasOrNull?.Mailbox?.GiveUpPending();
    }

    private protected abstract void Add(Mailbox mailbox);
}

/// <summary>A message of one type for which there is no room yet.</summary>
internal sealed class PendingSend<T>(ScheduledTask target, T message) : PendingSend(target)
{
    private protected override void Add(Mailbox mailbox) => mailbox.Add(message);
}
