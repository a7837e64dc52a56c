using CoroFsm.Statecharts;

namespace CoroFsm.Durability.Charts;

/// <summary>Represents a snapshot of a chart with its context, as it is stored: its timers have due times.</summary>
/// <param name="States">The active leaves.</param>
/// <param name="Histories">What history pseudo-states have recorded.</param>
/// <param name="Timers">The timers that run, in the order in which they are due.</param>
/// <param name="Context">The context; null if there is none.</param>
internal sealed record StoredChart<TState, TContext>(
    List<TState> States, List<RecordedHistory<TState>> Histories, List<StoredTimer<TState>> Timers, TContext? Context)
    where TState : notnull
    where TContext : class
{
    internal static StoredChart<TState, TContext> Of(StatechartSnapshot<TState> snapshot, DateTimeOffset now, TContext? context) => new(
        [.. snapshot.States],
        [.. snapshot.Histories],
        [.. snapshot.Timers.Select(timer => new StoredTimer<TState>(timer.State, timer.Number, now + timer.Remaining))],
        context);

    internal StatechartSnapshot<TState> ToSnapshot(DateTimeOffset now) => new(
        States,
        Histories,
        [.. Timers.Select(timer => new RunningTimer<TState>(
            timer.State, timer.Number, timer.Due > now ? timer.Due - now : TimeSpan.Zero))]);
}

/// <summary>Represents a timer that runs.</summary>
/// <param name="State">The state that declares it.</param>
/// <param name="Number">The number of the timer in that state.</param>
/// <param name="Due">The time when it is due.</param>
internal sealed record StoredTimer<TState>(TState State, int Number, DateTimeOffset Due)
    where TState : notnull;
