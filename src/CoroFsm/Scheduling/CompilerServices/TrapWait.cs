using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the task's next turn, or for a time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TrapWait : ICoroutineAwaiter, IDroppableWait
{
    private readonly ScheduledTask task;
    private readonly long due;

    internal TrapWait(ScheduledTask task, long due = long.MinValue)
    {
        this.task = task;
        this.due = due;
    }

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => false;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TrapWait GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Ends the wait.</summary>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GetResult() => task.EndTrap();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame)
    {
        if (due == long.MinValue)
            task.Park(frame, ScheduledTask.Yielding);
        else if (task.Park(frame, ScheduledTask.Sleeping))
            task.Scheduler.AddTimer(task, due);
    }
}
