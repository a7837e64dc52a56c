namespace CoroFsm.Scheduling;

/// <summary>Starts the tasks of a scope, and starts each again that fails.</summary>
internal sealed class Supervision(Scheduler scheduler, RestartLimit limit)
{
    private readonly Dictionary<ScheduledTask, Func<TaskContext, Coroutine>> starts = [];

    /// <summary>When the latest restarts were.</summary>
    private readonly Queue<long> restarts = new();

    internal TaskScope Scope { private get; set; } = null!;

    internal void Start(Func<TaskContext, Coroutine> start)
    {
        // In a scope of its own, so that a fault of what it starts is its own fault.
        var task = scheduler.SpawnIn(Scope, context => context.RunScope(start), MethodName.QualifiedOf(start.Method), TaskPriority.Normal);
        starts.Add(task, start);
    }

    /// <summary>Restarts a task that has failed; one that has completed or was killed has done its work.</summary>
    internal void OnEnd(ScheduledTask task)
    {
        if (!starts.Remove(task, out var start) || task.Outcome.Fault is not { } fault)
            return;
        if (task.IsKilled)
        {
            scheduler.AddFault(task);       // its clean-up has failed: it is not restarted, and not forgotten
            return;
        }

        var now = scheduler.Now;
        while (restarts.TryPeek(out var earlier) && scheduler.HasPassed(limit.Period, earlier, now))
            restarts.Dequeue();
        if (restarts.Count >= limit.MaxRestarts)
        {
            Scope.Fail(new RestartLimitException(
                $"Task {task.Number} ({MethodName.QualifiedOf(start.Method)}) has failed ({DisplayText.MessageOf(fault)}), "
                + $"after {restarts.Count} restarts within {limit.Period}. Fix the task, or raise the RestartLimit.",
                fault));
            return;
        }

        restarts.Enqueue(now);
        Start(start);
    }
}
