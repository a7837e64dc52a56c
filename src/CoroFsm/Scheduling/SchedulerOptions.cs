namespace CoroFsm.Scheduling;

/// <summary>Provides options of a <see cref="Scheduler"/>. Every default is safe.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Gets the default options.</summary>
    public static SchedulerOptions Default { get; } = new();

    /// <summary>
    /// Gets the clock. Default: <see cref="TimeProvider.System"/>. A clock that implements <see cref="IVirtualTime"/> is advanced to the
    /// next due time when all tasks wait.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the observer of the tasks. Default: null (none).</summary>
    public ISchedulerObserver? Observer { get; init; }

    /// <summary>Gets the capacity of a mailbox, in messages; a sender waits for room. Default: 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MailboxCapacity
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 10;

    /// <summary>
    /// Gets the maximum number of interrupts (calls of other threads) that wait to be handled. Default: 1,048,576. A further call throws
    /// <see cref="BacklogFullException"/>. The completion of a <see cref="Trap"/> is always accepted.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxInterrupts
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 20;

    /// <summary>
    /// Gets the maximum duration of a turn, which is the run of a task from one wait to the next. The observer is notified of longer turns.
    /// Default: null (no limit, and no measuring).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public TimeSpan? TurnBudget
    {
        get;
        init
        {
            if (value is { } budget)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(budget, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// Gets a value indicating whether the time that each task runs is measured, which costs about 50 ns per turn. Default: false. A
    /// <see cref="TurnBudget"/> implies it.
    /// </summary>
    public bool MeasuresTime { get; init; }

    /// <summary>Gets the policy that selects the next ready task. Default: null (first in, first out).</summary>
    public ITurnOrder? TurnOrder { get; init; }

    /// <summary>
    /// Gets the reaction to a task outside any scope that fails without its fault being observed. Default:
    /// <see cref="UnobservedFaultBehavior.Throw"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the values.</exception>
    public UnobservedFaultBehavior OnUnobservedFault
    {
        get;
        init => field = value is UnobservedFaultBehavior.Throw or UnobservedFaultBehavior.Continue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The behavior is Throw or Continue.");
    }

    internal bool Measures => MeasuresTime || TurnBudget is not null;

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
