namespace CoroFsm;

/// <content>Running on a thread of its own.</content>
public sealed partial class Scheduler
{
    /// <summary>Whether the thread goes on when all tasks have ended.</summary>
    private volatile bool isServing;

    /// <summary>Whether nothing from outside is waited for any more.</summary>
    private bool isStopping;

    /// <summary>Runs the tasks on a thread of their own, until <see cref="SchedulerThread.Join"/> or <see cref="SchedulerThread.Dispose"/> is called.</summary>
    /// <param name="name">The thread's name.</param>
    /// <returns>The thread; the caller owns it.</returns>
    /// <exception cref="InvalidOperationException">The scheduler runs already.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler has been disposed of.</exception>
    public SchedulerThread Start(string? name = null)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (isRunning || isServing)
            throw new InvalidOperationException("The scheduler runs already.");

        isServing = true;
        owner = 0;          // nobody's, until the thread takes it over
        var thread = new SchedulerThread(this, name);
        thread.Start();
        return thread;
    }

    /// <summary>Lets the thread end as soon as all tasks have.</summary>
    internal void EndServing()
    {
        isServing = false;
        Interrupt();
    }

    /// <summary>Lets the thread end now, whatever the tasks do.</summary>
    internal void Stop() => PostObject((Action)(() =>
    {
        isServing = false;
        isStopping = true;
        Root.KillAll();
    }));
}
