namespace CoroFsm.Scheduling;

/// <content>The task's named timers.</content>
internal sealed partial class ScheduledTask
{
    private const int MaxTimers = 1024;

    /// <summary>Sets or resets a timer.</summary>
    internal void SetTimer<T>(string name, long due, T message)
    {
        CheckRuns();
        var timers = Extras.Timers ??= [];
        TaskTimer<T>? timer = null;
        var unset = -1;
        for (var i = 0; i < timers.Count; i++)
        {
            if (timers[i].IsSet && timers[i].Name == name)
                timers[i].Cancel();
            if (timers[i].IsSet)
                continue;
            timer ??= timers[i] as TaskTimer<T>;
            unset = i;
        }

        if (timer is null)
        {
            timer = new(this);
            if (timers.Count < MaxTimers)
                timers.Add(timer);
            else if (unset >= 0)
                timers[unset] = timer;
            else
            {
                throw new BacklogFullException(
                    $"Task {Describe()} has {MaxTimers} timers set. "
                    + "Cancel timers that are no longer needed, or use one timer for several purposes.");
            }
        }

        timer.Name = name;
        timer.Message = message;
        Scheduler.AddTimer(timer, due);
    }

    /// <summary>Cancels a timer, and removes its message if that is in the mailbox.</summary>
    /// <returns>False if the timer was not set, or its message has been received.</returns>
    internal bool CancelTimer(string name)
    {
        CheckRuns();
        foreach (var timer in ExtrasOrNull?.Timers ?? [])
        {
            if (!timer.IsSet || timer.Name != name)
                continue;
            timer.Cancel();
            return true;
        }

        return false;
    }

    /// <summary>Puts the message of a timer into the mailbox, full or not: each timer has at most one there.</summary>
    internal void DeliverTimer<T>(T message, TaskTimer timer)
    {
        var extras = Extras;
        (extras.Mailbox ??= new(Scheduler.MailboxCapacity)).Add(message, timer);
        Scheduler.OnMessage(this, Receiver<T>.Instance);
    }

    /// <summary>Cancels all timers, at the end of the task.</summary>
    internal void DropTimers()
    {
        foreach (var timer in ExtrasOrNull?.Timers ?? [])
            Scheduler.RemoveTimer(timer);
    }

    private void CheckRuns()
    {
        if ((Phase & (Ended | Waiting)) != 0)
            throw new InvalidOperationException($"Task {Describe()} is not running. Set and cancel its timers inside the task.");
    }
}
