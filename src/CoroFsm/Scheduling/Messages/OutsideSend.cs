namespace CoroFsm.Scheduling;

/// <summary>Represents a message from outside, which waits for room like any other.</summary>
internal sealed class OutsideSend<T>(ScheduledTask target, T message) : IInterrupt, IPendingMessage
{
    private readonly TaskCompletionSource<bool> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsWanted => true;

    internal Task<bool> Task => completion.Task;

    public void Put(Mailbox mailbox)
    {
        mailbox.Add(message);
        completion.SetResult(true);
    }

    /// <inheritdoc cref="IPendingMessage.Refuse"/>
    public void Refuse() => completion.SetResult(false);

    /// <summary>Puts the message into the mailbox, or where it waits for room.</summary>
    public void Finish()
    {
        var delivery = target.Deliver(message);
        if (delivery != ScheduledTask.Delivery.Full)
            completion.SetResult(delivery == ScheduledTask.Delivery.Taken);
        else if (target.Extras.Mailbox!.Pending?.Count >= target.Scheduler.MaxInterrupts)
        {
            completion.SetException(new BacklogFullException(
                $"{target.Scheduler.MaxInterrupts} messages wait for room in the mailbox of task {target.Describe()} already. "
                + "Await each send before the next."));
        }
        else
        {
            target.Extras.Mailbox!.AddPending(this);
        }
    }
}
