namespace CoroFsm.Statecharts;

/// <summary>A trigger that is queued or deferred, or an arrival that is queued.</summary>
internal readonly record struct QueuedTrigger<TTrigger>(TTrigger Trigger, QueuedArgument? Argument, bool IsTry, IArrival? Arrival = null);
