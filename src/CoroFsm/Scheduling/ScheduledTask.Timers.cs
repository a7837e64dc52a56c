namespace CoroFsm.Scheduling;

/// <content>The task's timers with names.</content>
internal sealed partial class ScheduledTask
{
    private const int MaxTimers = 1024;

    /// <summary>Sets a timer, or sets it anew.</summary>
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
                throw new BacklogFullException($"Task {Describe()} has {MaxTimers} timers set. Cancel those that are not needed any more, or let one timer serve for several.");
        }

        timer.Name = name;
        timer.Message = message;
        Scheduler.AddTimer(timer, due);
    }

    /// <summary>Takes a timer back, and its message too if that is in the mailbox.</summary>
    /// <returns>False if it was not set, or its message has been received.</returns>
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

    /// <summary>Puts the message of a timer into the mailbox, full or not: there is one for each timer at most.</summary>
    internal void DeliverTimer<T>(T message, TaskTimer timer)
    {
        var extras = Extras;
        (extras.Mailbox ??= new(Scheduler.MailboxCapacity)).Add(message, timer);
        WakeForMessage<T>(extras.WaitsFor);
    }

    /// <summary>Takes all timers back, at the end of the task.</summary>
    internal void DropTimers()
    {
        foreach (var timer in ExtrasOrNull?.Timers ?? [])
            Scheduler.RemoveTimer(timer);
    }

    private void CheckRuns()
    {
        if ((Phase & (Ended | Waiting)) != 0)
            throw new InvalidOperationException($"Task {Describe()} does not run at present. Its timers are set and cancelled by itself.");
    }
}
