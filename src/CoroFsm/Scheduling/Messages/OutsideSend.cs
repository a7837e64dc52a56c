namespace CoroFsm.Scheduling;

/// <summary>A message from outside, which waits for room like any other.</summary>
internal abstract class OutsideSend
{
    /// <summary>Puts the message into the mailbox, or where it waits for room; between turns.</summary>
    internal abstract void Deliver();

    /// <summary>Tells the sender that nobody will take the message.</summary>
    public abstract void Refuse();
}

/// <summary>A message of one type from outside.</summary>
internal sealed class OutsideSend<T>(ScheduledTask target, T message) : OutsideSend, IPendingMessage
{
    private readonly TaskCompletionSource<bool> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsWanted => true;

    internal Task<bool> Task => completion.Task;

    public void Put(Mailbox mailbox)
    {
        mailbox.Add(message);
        completion.SetResult(true);
    }

    public override void Refuse() => completion.SetResult(false);

    internal override void Deliver()
    {
        var delivery = target.Deliver(message);
        if (delivery != ScheduledTask.Delivery.Full)
            completion.SetResult(delivery == ScheduledTask.Delivery.Taken);
        else if (target.Extras.Mailbox!.Pending?.Count >= target.Scheduler.MaxInterrupts)
            completion.SetException(new BacklogFullException($"{target.Scheduler.MaxInterrupts} messages wait for room in the mailbox of task {target.Describe()} already. Await each send before the next."));
        else
            target.Extras.Mailbox!.AddPending(this);
    }
}
