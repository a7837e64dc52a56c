namespace CoroFsm.Statecharts;

/// <summary>Represents an unhandled trigger.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <param name="State">The state that the machine is in.</param>
/// <param name="Trigger">The trigger.</param>
/// <param name="UnmetGuards">
/// The guards that left the trigger unhandled: those of the state, then those of each superstate. Several guards of one transition are
/// one text.
/// </param>
/// <param name="Context">The object that the machine was started with; null if there is none.</param>
public sealed record UnhandledTrigger<TState, TTrigger>(TState State, TTrigger Trigger, IReadOnlyList<string> UnmetGuards, object? Context)
    where TState : notnull
    where TTrigger : notnull;
