using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Waits for the end of a trap without a result: a turn or a time.</summary>
public readonly struct TrapWait : ICoroutineAwaiter
{
    private readonly ScheduledTask task;
    private readonly long due;

    internal TrapWait(ScheduledTask task, long due = long.MinValue)
    {
        this.task = task;
        this.due = due;
    }

    /// <summary>Gets a value indicating whether there is nothing to wait for.</summary>
    public bool IsCompleted => false;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public TrapWait GetAwaiter() => this;

    /// <summary>Ends the trap.</summary>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GetResult() => task.EndTrap();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame)
    {
        if (due == long.MinValue)
        {
            task.Park(frame, ScheduledTask.Yielding);
            return;
        }

        task.Park(frame, ScheduledTask.Sleeping);
        task.Scheduler.AddTimer(task, due);
    }
}
