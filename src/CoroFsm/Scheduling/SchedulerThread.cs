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

    /// <summary>Waits until all tasks have ended, and then ends the thread. What <see cref="Scheduler.Run()"/> would throw comes out here, but for deadlocks, which it waits out.</summary>
    /// <exception cref="InvalidOperationException">Called by one of the tasks.</exception>
    public void Join()
    {
        scheduler.EndServing();
        Wait();
        if (failure is not null)
            Delegation.Rethrow(failure);
    }

    /// <summary>Kills the tasks, ends the thread, and disposes of the scheduler.</summary>
    /// <exception cref="InvalidOperationException">Called by one of the tasks.</exception>
    public void Dispose()
    {
        scheduler.Stop();
        Wait();
        scheduler.Dispose();
    }

    internal void Start() => thread.Start();

    private void Wait()
    {
        if (thread == Thread.CurrentThread)
            throw new InvalidOperationException("A task cannot wait for the end of the thread that runs it. Let another thread do so.");
        thread.Join();
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
