namespace CoroFsm.Scheduling;

/// <summary>Takes a message that a filter accepts, perhaps among other traps.</summary>
/// <remarks>The filter is called in the receiver's turn, once for each message: what it throws is thrown at the receiver's wait.</remarks>
internal sealed class ReceiveTrap<T>(Func<T, bool>? filter) : Trap<T>
{
    /// <summary>The number of messages it has looked at. Nothing else takes messages meanwhile, unless that ends the wait.</summary>
    private int seen;

    public override string Description => $"a message ({typeof(T).Name})";

    internal override bool TakesMessages => true;

    internal override bool Check(ScheduledTask waiting)
    {
        if (IsCompleted || waiting.ExtrasOrNull?.Mailbox is not { } mailbox)
            return IsCompleted;
        return mailbox.TryTake(filter, ref seen, out var message) && Complete(message);
    }

    protected override void Begin() => Check(Caller.Task!);
}
