namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>Runs tasks on the thread of the test, one at a time, when the test says so.</summary>
internal sealed class QueueScheduler : TaskScheduler
{
    private readonly Queue<Task> tasks = new();
    private bool isStopped;

    /// <summary>Runs the next task.</summary>
    /// <returns>False if there is none.</returns>
    internal bool RunOne()
    {
        if (!tasks.TryDequeue(out var task))
            return false;
        TryExecuteTask(task);
        return true;
    }

    /// <summary>Drops everything, as the end of a process does.</summary>
    internal void Stop()
    {
        isStopped = true;
        tasks.Clear();
    }

    protected override IEnumerable<Task> GetScheduledTasks() => tasks;

    protected override void QueueTask(Task task)
    {
        if (!isStopped)
            tasks.Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
