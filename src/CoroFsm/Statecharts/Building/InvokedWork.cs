namespace CoroFsm.Statecharts;

/// <summary>Work that a state starts when it is entered, and cancels when it is left.</summary>
internal sealed record InvokedWork<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull;
