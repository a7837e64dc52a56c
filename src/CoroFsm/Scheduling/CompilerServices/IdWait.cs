using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>
/// Represents the wait for the task's next turn. Its result is the id of the task itself, or of a task that it has started.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct IdWait : ICoroutineAwaiter, IDroppableWait
{
    private readonly ScheduledTask task;
    private readonly ScheduledTask result;

    internal IdWait(ScheduledTask task, ScheduledTask result)
    {
        this.task = task;
        this.result = result;
    }

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => false;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IdWait GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Ends the wait.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    public TaskId GetResult()
    {
        task.EndTrap();
        return new(result);
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => task.Park(frame, ScheduledTask.Yielding);
}

/// <summary>Represents the wait for the task's next turn; its result is the id of a task with a result that the task has started.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct IdWait<TResult> : ICoroutineAwaiter, IDroppableWait
{
    private readonly IdWait wait;

    internal IdWait(IdWait wait) => this.wait = wait;

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => wait.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IdWait<TResult> GetAwaiter() => new(wait.GetAwaiter());

    /// <summary>Ends the wait.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    [StackTraceHidden]
    public TaskId<TResult> GetResult() => new(wait.GetResult());

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => wait.Park(frame);
}
