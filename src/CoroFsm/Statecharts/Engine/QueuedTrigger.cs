namespace CoroFsm.Statecharts;

/// <summary>A trigger that is queued or deferred.</summary>
internal readonly record struct QueuedTrigger<TTrigger>(TTrigger Trigger, QueuedArgument? Argument, bool IsTry);
