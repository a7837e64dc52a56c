namespace CoroFsm.Statecharts;

/// <summary>Represents what an instance of a chart must keep to continue later, in another process or on another machine.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <param name="States">The active leaves, in the order of the chart.</param>
/// <param name="Histories">What history pseudo-states have recorded.</param>
/// <param name="Timers">The timers that run, in the order in which they are due.</param>
/// <remarks>Plain data, for any serializer. It has no context, no triggers, and no invoked work, which is started again.</remarks>
public sealed record StatechartSnapshot<TState>(
    IReadOnlyList<TState> States, IReadOnlyList<RecordedHistory<TState>> Histories, IReadOnlyList<RunningTimer<TState>> Timers)
    where TState : notnull;

/// <summary>Represents what a history pseudo-state has recorded.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <param name="History">The pseudo-state.</param>
/// <param name="States">The leaves that were active when its superstate was left last.</param>
public sealed record RecordedHistory<TState>(TState History, IReadOnlyList<TState> States)
    where TState : notnull;

/// <summary>Represents a timer that runs.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <param name="State">The state that declares it.</param>
/// <param name="Number">The number of the timer in that state, from 0, in the order of their declaration.</param>
/// <param name="Remaining">The time until it is due.</param>
public sealed record RunningTimer<TState>(TState State, int Number, TimeSpan Remaining)
    where TState : notnull;
