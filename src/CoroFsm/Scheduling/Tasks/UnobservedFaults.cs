using System.Diagnostics.CodeAnalysis;

namespace CoroFsm.Scheduling;

/// <summary>The faults of tasks that no scope takes and nothing has observed.</summary>
/// <param name="behavior">What follows from such a fault.</param>
/// <param name="isReported">Whether an observer receives the faults.</param>
/// <param name="report">Reports a fault to the observer.</param>
internal sealed class UnobservedFaults(UnobservedFaultBehavior behavior, bool isReported, Action<ScheduledTask> report)
{
    private const int MaxKept = 1024;

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

    /// <summary>The number of turns that are left in which the tasks can ask for the outcome, unless they all wait before.</summary>
    private int grace;

    /// <summary>The number of faults beyond <see cref="MaxKept"/>.</summary>
    private int moreKept;

    /// <summary>Gets a value indicating whether there are new faults, which may have been observed meanwhile.</summary>
    internal bool HasNew => faulted.Count > 0;

    /// <summary>Gets a value indicating whether a new fault has not been observed, and is to be thrown at once.</summary>
    internal bool EndsRun => behavior == UnobservedFaultBehavior.Throw && faulted.Exists(static task => !task.IsObserved);

    /// <summary>Adds the fault of a task that no scope takes.</summary>
    /// <param name="task">The task.</param>
    /// <param name="readyCount">The number of tasks that can run.</param>
    internal void Add(ScheduledTask task, int readyCount)
    {
        if (!HasNew)
            grace = Math.Max(MinGrace, (int)Math.Min(GracePerTask * (long)readyCount, int.MaxValue));
        faulted.Add(task);
    }

    /// <summary>Uses up one of the turns in which the tasks can ask for the outcome.</summary>
    /// <returns>False if none is left.</returns>
    internal bool TryWait() => grace-- > 0;

    /// <summary>Reports the new faults that nothing has observed; without an observer they are kept for the end.</summary>
    internal void Keep()
    {
        foreach (var task in TakeNew())
        {
            if (isReported)
                continue;
            if (kept.Count == MaxKept)
                kept.RemoveAll(static other => other.IsObserved);
            if (kept.Count < MaxKept)
                kept.Add(task);
            else
                moreKept++;
        }
    }

    /// <summary>Takes all faults that are to be thrown, new and kept.</summary>
    internal List<Exception> Take() => Take(out _);

    /// <summary>Throws all faults that are to be thrown, new and kept.</summary>
    /// <param name="others">What has become of the other tasks: a sentence without the full stop.</param>
    /// <exception cref="AggregateException">Always.</exception>
    [DoesNotReturn]
    internal void Throw(string others)
    {
        var faults = Take(out var names);
        throw Combine(faults, names, others);
    }

    /// <summary>Throws all faults that are to be thrown, if there are any.</summary>
    /// <param name="others">What has become of the other tasks: a sentence without the full stop.</param>
    /// <exception cref="AggregateException">There are such faults.</exception>
    internal void ThrowIfAny(string others)
    {
        var faults = Take(out var names);
        if (faults.Count > 0)
            throw Combine(faults, names, others);
    }

    private static AggregateException Combine(List<Exception> faults, string names, string others) => new(
        $"Tasks failed, and nothing observed that: {names}. {others}. "
        + "Wait for a task to see its outcome, start it in a scope, or set SchedulerOptions.OnUnobservedFault.",
        faults);

    private List<Exception> Take(out string names)
    {
        if (behavior == UnobservedFaultBehavior.Continue)
            Keep();
        kept.RemoveAll(static task => task.IsObserved);
        ScheduledTask[] tasks = [.. kept, .. TakeNew()];
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
    private ScheduledTask[] TakeNew()
    {
        ScheduledTask[] unobserved = [.. faulted.Where(static task => !task.IsObserved)];
        faulted.Clear();
        foreach (var task in unobserved)
            report(task);
        return unobserved;
    }
}
