namespace CoroFsm.Scheduling;

/// <summary>Takes a message that a filter accepts, perhaps among other traps.</summary>
/// <remarks>The filter is asked in the receiver's turn, once for each message: what it throws is raised at the receiver's wait.</remarks>
internal sealed class ReceiveTrap<T>(Func<T, bool>? filter) : Trap<T>
{
    /// <summary>How many messages it has looked at. It is the only one that takes messages meanwhile, unless it is one of several.</summary>
    private int seen;

    public override string Description => $"a message ({typeof(T).Name})";

    internal override bool TakesMessages => true;

    internal override bool Check(ScheduledTask waiting)
    {
        if (IsCompleted || waiting.ExtrasOrNull?.Mailbox is not { } mailbox)
            return IsCompleted;

        var index = Search(mailbox);
        if (index < 0)
        {
            seen = mailbox.CountOf<T>();
            return false;
        }

        var message = mailbox.Take<T>(index);
        if (mailbox.Pending is not null)
            mailbox.MakeRoom();
        return Complete(message);
    }

    protected override void Begin() => Check(Caller.Task!);

    private int Search(Mailbox mailbox)
    {
        mailbox.IsSearched = true;
        try
        {
            return mailbox.Find(filter, seen);
        }
        finally
        {
            mailbox.IsSearched = false;
        }
    }
}
