using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the end of a task that is killed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct KillWait : ICoroutineAwaiter, IDroppableWait
{
    private readonly ScheduledTask task;
    private readonly ScheduledTask? target;

    internal KillWait(ScheduledTask task, ScheduledTask? target)
    {
        this.task = task;
        this.target = target;
    }

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => false;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KillWait GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Ends the wait.</summary>
    /// <returns>True if the task had not ended before it was killed.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The waiting task is itself being killed.</exception>
    [StackTraceHidden]
    public bool GetResult()
    {
        task.EndTrapFor(target, isCompleted: false);
        return task.Result;
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame)
    {
        if (task.Park(frame, ScheduledTask.Killing))
            task.WaitFor(target);
    }
}
