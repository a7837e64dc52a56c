using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Waits for the end of a task that is killed.</summary>
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

    /// <summary>Gets a value indicating whether there is nothing to wait for.</summary>
    public bool IsCompleted => false;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">This is a default value, and no wait of a task's context.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KillWait GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Ends the trap.</summary>
    /// <returns>True if the task was alive.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or not by a coroutine of its
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed itself.</exception>
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
