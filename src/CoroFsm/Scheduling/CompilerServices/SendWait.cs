using System.ComponentModel;
using System.Diagnostics;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for room in the mailbox of another task. It ends immediately if there is room.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SendWait : ICoroutineAwaiter, IDroppableWait
{
    /// <summary>The sender; null if nothing is waited for, because the receiver has ended.</summary>
    private readonly ScheduledTask? task;

    private readonly PendingSend? pending;

    /// <summary>Nothing is waited for: the message has been taken, or never will be (without a <paramref name="task"/>).</summary>
    internal SendWait(ScheduledTask? task) => this.task = task;

    internal SendWait(ScheduledTask task, PendingSend pending)
    {
        this.task = task;
        this.pending = pending;
        pending.BeginFor(task);
    }

    /// <summary>Gets a value indicating whether the message has been taken, or never will be.</summary>
    public bool IsCompleted => pending is null || pending.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public SendWait GetAwaiter() => this;

    /// <summary>Ends the wait.</summary>
    /// <returns>True if the message is in the mailbox; false if the task has ended.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    public bool GetResult()
    {
        if (pending is null)
            return task is not null;
        task!.EndTrap(pending.IsCompleted);
        return pending.Result;
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame)
    {
        if (task!.Park(frame, ScheduledTask.Trapped))
            task.WaitFor(pending);
    }
}
