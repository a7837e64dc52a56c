namespace CoroFsm;

/// <summary>A trigger that nothing handled.</summary>
/// <typeparam name="TState">The type of the states.</typeparam>
/// <typeparam name="TTrigger">The type of the triggers.</typeparam>
/// <param name="State">The state that the machine is in.</param>
/// <param name="Trigger">The trigger.</param>
/// <param name="UnmetGuards">The guards that kept it from being handled: those of the outermost state that has any; several of one transition are named together.</param>
/// <param name="Context">The object that the machine was started with; null if there is none.</param>
public sealed record UnhandledTrigger<TState, TTrigger>(TState State, TTrigger Trigger, IReadOnlyList<string> UnmetGuards, object? Context)
    where TState : notnull
    where TTrigger : notnull;
