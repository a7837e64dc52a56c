namespace CoroFsm;

/// <summary>
/// The thread of its own that runs a scheduler.
/// </summary>
/// <remarks>Made by <see cref="Scheduler.Start"/>. It goes on while no task can run or all have ended: others may still start one or send to one.</remarks>
public sealed class SchedulerThread : IDisposable
{
    private readonly Scheduler scheduler;
    private readonly Thread thread;
    private Exception? failure;

    internal SchedulerThread(Scheduler scheduler, string? name)
    {
        this.scheduler = scheduler;
        thread = new(Run) { IsBackground = true, Name = name ?? nameof(Scheduler) };
    }

    /// <summary>Waits until all tasks have ended, and then ends the thread. What <see cref="Scheduler.Run()"/> would throw comes out here.</summary>
    /// <exception cref="DeadlockException">The tasks that are left wait for what nobody has said will come; see <see cref="Scheduler.ExpectInterrupts"/>.</exception>
    /// <exception cref="AggregateException">All tasks have ended, and some in no scope have failed without anybody waiting for them.</exception>
    /// <exception cref="InvalidOperationException">Called by one of the tasks.</exception>
    public void Join()
    {
        RefuseOwnTasks();
        scheduler.EndServing();
        thread.Join();
        if (failure is not null)
            Delegation.Rethrow(failure);
    }

    /// <summary>Kills the tasks, ends the thread, and disposes of the scheduler.</summary>
    /// <exception cref="InvalidOperationException">Called by one of the tasks.</exception>
    public void Dispose()
    {
        RefuseOwnTasks();
        scheduler.Stop();
        thread.Join();
        scheduler.Dispose();
    }

    internal void Start() => thread.Start();

    private void RefuseOwnTasks()
    {
        if (thread == Thread.CurrentThread)
            throw new InvalidOperationException("A task cannot wait for the end of the thread that runs it. Let another thread do so.");
    }

    private void Run()
    {
        try
        {
            scheduler.Run();
        }
        catch (Exception error)
        {
            failure = error;
        }
    }
}
