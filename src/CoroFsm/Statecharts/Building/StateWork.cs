namespace CoroFsm.Statecharts;

/// <summary>Work that runs while a state is active.</summary>
/// <param name="Start">Starts it; takes the context of the instance.</param>
/// <param name="Done">Gets the trigger for its end; null if there is none.</param>
/// <param name="Failed">Gets the trigger for its failure; null if there is none.</param>
/// <param name="Triggers">Those triggers.</param>
/// <param name="Result">The type of its result.</param>
/// <param name="Text">Its source code, or its description.</param>
internal sealed record StateWork<TTrigger>(
    Func<object?, CancellationToken, Task> Start,
    Func<Task, TriggerOccurrence<TTrigger>>? Done,
    Func<Exception, TriggerOccurrence<TTrigger>>? Failed,
    (TTrigger? Done, TTrigger? Failed) Triggers,
    WorkResult Result,
    string Text)
    where TTrigger : notnull;
