namespace CoroFsm.Scheduling;

/// <summary>How a scheduler runs its tasks. Every default is safe.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Gets the options of a scheduler that was given none.</summary>
    public static SchedulerOptions Default { get; } = new();

    /// <summary>Gets the clock. Default: <see cref="TimeProvider.System"/>. One that is <see cref="IVirtualTime"/> jumps when all tasks wait.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets who is told what the tasks do. Default: nobody, which costs nothing.</summary>
    public ISchedulerObserver? Observer { get; init; }

    /// <summary>Gets how many messages a mailbox holds; a sender waits for room. Default: 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MailboxCapacity
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 10;

    /// <summary>Gets how many interrupts of other threads may wait to be handled. Default: 1,048,576. More throw <see cref="BacklogFullException"/>. What ends a <see cref="Trap"/> always has room.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxInterrupts
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 20;

    /// <summary>Gets how long one turn of a task may take; the observer is told of longer ones. Default: no limit, and no measuring.</summary>
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

    /// <summary>Gets a value indicating whether the time that each task runs is measured, at some 50 ns a turn. Default: false. A <see cref="TurnBudget"/> implies it.</summary>
    public bool MeasuresTime { get; init; }

    /// <summary>Gets who decides which task is next. Default: nobody, and the one that has waited longest is.</summary>
    public ITurnOrder? TurnOrder { get; init; }

    /// <summary>
    /// Gets what happens when a task in no scope fails and nothing observes that. Default: <see cref="UnobservedFaultBehavior.Throw"/>.
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
