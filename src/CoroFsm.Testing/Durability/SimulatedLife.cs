using CoroFsm.Durability;

namespace CoroFsm.Testing.Durability;

/// <summary>
/// Represents one life of a simulated process, from its start to its crash: what a host must use so that nothing of it goes on after the
/// crash.
/// </summary>
public sealed class SimulatedLife
{
    private readonly LifeClock clock;
    private readonly LifeScheduler scheduler = new();

    internal SimulatedLife(int number, MemoryJournal journal, SimulatedTime time) =>
        (Number, Journal, clock) = (number, journal, new(time));

    /// <summary>Gets the number of the life, from 1.</summary>
    public int Number { get; }

    /// <summary>Gets the journal. It is not open.</summary>
    public MemoryJournal Journal { get; }

    /// <summary>Gets the clock. Its timers end with the life.</summary>
    public TimeProvider TimeProvider => clock;

    /// <summary>Gets the scheduler, on which everything of the life runs, in an order that the seed decides.</summary>
    public TaskScheduler TaskScheduler => scheduler;

    /// <summary>Returns options with the clock and the scheduler of this life.</summary>
    /// <param name="options">The other options; null for the defaults.</param>
    /// <returns>The options for the host.</returns>
    public DurableOptions Configure(DurableOptions? options = null) =>
        (options ?? new()) with { TimeProvider = TimeProvider, TaskScheduler = TaskScheduler };

    internal LifeClock Clock => clock;

    internal LifeScheduler Scheduler => scheduler;

    /// <summary>Gets the tasks of work that has paused.</summary>
    internal List<(TaskCompletionSource Completion, CancellationToken Token)> Pauses { get; } = [];

    /// <summary>Ends the life: nothing of it runs any more.</summary>
    internal void End()
    {
        Journal.Crash();
        clock.Stop();
        scheduler.Stop();
        Pauses.Clear();
    }
}
