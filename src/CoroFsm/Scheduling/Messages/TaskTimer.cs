namespace CoroFsm.Scheduling;

/// <summary>Represents a named timer of a task, which puts a message into the task's mailbox.</summary>
internal abstract class TaskTimer(ScheduledTask task) : ITimed
{
    public int HeapIndex { get; set; } = -1;

    internal string Name { get; set; } = "";

    /// <summary>Gets or sets a value indicating whether its message is in the mailbox.</summary>
    internal bool IsDelivered { get; set; }

    internal bool IsSet => HeapIndex >= 0 || IsDelivered;

    private protected ScheduledTask Task => task;

    public abstract void OnDue();

    /// <summary>Cancels the timer, and removes its message.</summary>
    internal void Cancel()
    {
        task.Scheduler.RemoveTimer(this);
        if (IsDelivered)
            RemoveMessage();
        else
            ForgetMessage();
    }

    /// <summary>Removes the message from the mailbox.</summary>
    private protected abstract void RemoveMessage();

    private protected abstract void ForgetMessage();
}

/// <summary>Represents a named timer whose message is of one type.</summary>
internal sealed class TaskTimer<T>(ScheduledTask task) : TaskTimer(task)
{
    internal T? Message { get; set; }

    public override void OnDue()
    {
        IsDelivered = true;
        Task.DeliverTimer(Message!, this);
        Message = default;
    }

    private protected override void RemoveMessage() => Task.Extras.Mailbox!.Remove<T>(this);

    private protected override void ForgetMessage() => Message = default;
}
