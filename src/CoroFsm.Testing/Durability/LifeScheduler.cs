namespace CoroFsm.Testing.Durability;

/// <summary>Queues the tasks of a life until the simulation runs them, one at a time, on its thread.</summary>
internal sealed class LifeScheduler : TaskScheduler
{
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly List<Task> tasks = [];
    private volatile bool isStopped;
    private volatile bool wasUsedElsewhere;

    public override int MaximumConcurrencyLevel => 1;

    internal int Count => tasks.Count;

    /// <summary>Starts an asynchronous function. It begins at a step of the simulation.</summary>
    internal Task<TTask> Start<TTask>(Func<TTask> function)
        where TTask : Task =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Runs a task.</summary>
    /// <exception cref="AggregateException">The task has failed.</exception>
    internal void Run(int index)
    {
        var task = tasks[index];
        tasks.RemoveAt(index);
        TryExecuteTask(task);
        if (task.IsFaulted)
            task.GetAwaiter().GetResult();
    }

    internal void Stop()
    {
        isStopped = true;
        tasks.Clear();
    }

    /// <exception cref="InvalidOperationException">Something of this life runs on another thread.</exception>
    internal void ThrowIfUsedElsewhere()
    {
        if (wasUsedElsewhere)
        {
            throw new InvalidOperationException(
                "A part of the simulated process has continued on another thread, so the run cannot be repeated. "
                + "Await with the scheduler of the life: without ConfigureAwait(false), Task.Run and threads of your own.");
        }
    }

    protected override void QueueTask(Task task)
    {
        if (isStopped)
            return;
        if (Environment.CurrentManagedThreadId != thread)
            wasUsedElsewhere = true;    // the task is lost, and the run fails
        else
            tasks.Add(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. tasks];
}
