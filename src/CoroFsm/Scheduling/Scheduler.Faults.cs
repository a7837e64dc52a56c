namespace CoroFsm.Scheduling;

/// <content>The faults of tasks that no scope takes and nothing has observed.</content>
public sealed partial class Scheduler
{
    private const int MaxKeptFaults = 1024;

    /// <summary>The number of tasks that the message of an exception lists.</summary>
    private const int MaxNames = 16;

    /// <summary>The least number of turns in which tasks that do not wait can still ask for an outcome.</summary>
    private const int MinGrace = 1024;

    /// <summary>The number of such turns for each task that could run when the fault came.</summary>
    private const int GracePerTask = 16;

    /// <summary>The tasks whose faults are new.</summary>
    private readonly List<ScheduledTask> faulted = [];

    /// <summary>The tasks whose faults are thrown at the end, because there is no observer that could log them.</summary>
    private readonly List<ScheduledTask> kept = [];

    /// <summary>How many more turns the tasks get in which they can ask for the outcome, if they do not all wait before.</summary>
    private int grace;

    private bool hasFaults;
    private int moreKept;

    /// <summary>Notes the fault of a task that no scope takes.</summary>
    internal void AddFault(ScheduledTask task)
    {
        faulted.Add(task);
        if (!hasFaults)
            grace = Math.Max(MinGrace, (int)Math.Min(GracePerTask * (long)ReadyCount, int.MaxValue));
        hasFaults = true;
        isInterrupted = true;       // it ends the shortest loop of turns
    }

    /// <summary>
    /// Reports the faults that nothing has observed, and throws them unless the options say otherwise: as soon as all tasks wait, because
    /// none of them will ask for an outcome then; or, where some always can run, after a number of turns.
    /// </summary>
    /// <exception cref="AggregateException">There are such faults. All tasks have been killed.</exception>
    private void HearFaults()
    {
        if ((ReadyCount > 0 || isInterrupted) && grace-- > 0)
            return;

        if (options.OnUnobservedFault == UnobservedFaultBehavior.Throw && faulted.Exists(static task => !task.IsObserved))
        {
            KillAll();
            ThrowFaults("The other tasks have been killed", TakeFaults(out var names), names);
        }

        foreach (var task in TakeUnobserved())
            Keep(task);
    }

    /// <summary>Keeps a fault that is not thrown now; one that was reported to an observer need not be thrown at all.</summary>
    private void Keep(ScheduledTask task)
    {
        if (options.Observer is not null)
            return;
        if (kept.Count == MaxKeptFaults)
            kept.RemoveAll(static other => other.IsObserved);
        if (kept.Count < MaxKeptFaults)
            kept.Add(task);
        else
            moreKept++;
    }

    /// <summary>Throws, at the end of a run, the faults that were kept.</summary>
    private void ThrowKeptFaults()
    {
        var faults = TakeFaults(out var names);
        if (faults.Count > 0)
            ThrowFaults("The other tasks have ended", faults, names);
    }

    private List<Exception> TakeFaults() => TakeFaults(out _);

    /// <summary>Takes all faults that are to be thrown, new and kept.</summary>
    private List<Exception> TakeFaults(out string names)
    {
        foreach (var task in options.OnUnobservedFault == UnobservedFaultBehavior.Continue ? TakeUnobserved() : [])
            Keep(task);
        kept.RemoveAll(static task => task.IsObserved);
        ScheduledTask[] tasks = [.. kept, .. TakeUnobserved()];
        names = string.Join(", ", tasks.Take(MaxNames).Select(static task => task.Number)) + (tasks.Length > MaxNames ? ", ..." : "");
        List<Exception> faults = [.. tasks.Select(static task => task.Outcome.Fault!)];
        if (moreKept > 0)
        {
            faults.Add(new InvalidOperationException(
                $"{moreKept} more tasks failed, and nothing observed that. Set SchedulerOptions.Observer to see each fault."));
        }

        kept.Clear();
        moreKept = 0;
        return faults;
    }

    /// <summary>Takes the new faults that nothing has observed, and reports them.</summary>
    private ScheduledTask[] TakeUnobserved()
    {
        ScheduledTask[] unobserved = [.. faulted.Where(static task => !task.IsObserved)];
        faulted.Clear();
        hasFaults = false;
        foreach (var task in unobserved)
            TellUnobserved(task);
        return unobserved;
    }

    private static void ThrowFaults(string others, List<Exception> faults, string names) => throw new AggregateException(
        $"Tasks failed, and nothing observed that: {names}. {others}. "
        + "Wait for a task to see its outcome, start it in a scope, or set SchedulerOptions.OnUnobservedFault.",
        faults);
}
