using System.ComponentModel;
using System.Diagnostics;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the end of a <see cref="Trap"/>.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct CallWait<TResult> : ICoroutineAwaiter, IDroppableWait
{
    private readonly ScheduledTask task;
    private readonly Trap<TResult> trap;

    internal CallWait(ScheduledTask task, Trap<TResult> trap)
    {
        this.task = task;
        this.trap = trap;
        trap.BeginFor(task);
    }

    /// <summary>Gets a value indicating whether the trap has already ended.</summary>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    public bool IsCompleted => (trap ?? throw Delegation.Default()).IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public CallWait<TResult> GetAwaiter() => this;

    /// <summary>Ends the wait.</summary>
    /// <returns>The result of the trap.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    /// <remarks>If the trap has failed, its exception is thrown.</remarks>
    [StackTraceHidden]
    public TResult GetResult()
    {
        if (trap is null)
            throw Delegation.Default();
        task.EndTrap(trap.IsCompleted);
        return trap.Result;
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame)
    {
        if (task.Park(frame, ScheduledTask.Trapped))
            task.WaitFor(trap);
    }
}
