using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the end of a task.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct JoinWait : ICoroutineAwaiter, IDroppableWait
{
    internal readonly ScheduledTask Target;
    private readonly ScheduledTask task;

    internal JoinWait(ScheduledTask task, ScheduledTask target)
    {
        this.task = task;
        Target = target;
    }

    /// <summary>Gets a value indicating whether the task has already ended.</summary>
    public bool IsCompleted => Target.HasEnded;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JoinWait GetAwaiter() => task is null ? throw Delegation.Default() : this;

    /// <summary>Ends the wait.</summary>
    /// <returns>How the task ended.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The waiting task is being killed.</exception>
    [StackTraceHidden]
    public TaskOutcome GetResult()
    {
        task.EndTrapFor(Target, isCompleted: Target.HasEnded);
        Target.MarkObserved();
        return Target.Outcome;
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame)
    {
        if (!task.Park(frame, ScheduledTask.Joining))
            return;
        task.WaitFor(Target);
        (Target.Extras.Joiners ??= []).Add(task);
    }
}

/// <summary>Represents the wait for the end of a task with a result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct JoinWait<TResult> : ICoroutineAwaiter, IDroppableWait
{
    private readonly JoinWait wait;

    internal JoinWait(JoinWait wait) => this.wait = wait;

    /// <summary>Gets a value indicating whether the task has already ended.</summary>
    public bool IsCompleted => wait.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JoinWait<TResult> GetAwaiter() => new(wait.GetAwaiter());

    /// <summary>Ends the wait.</summary>
    /// <returns>How the task ended, and its result.</returns>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The waiting task is being killed.</exception>
    [StackTraceHidden]
    public TaskOutcome<TResult> GetResult()
    {
        wait.GetResult();
        return wait.Target.OutcomeOf<TResult>();
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => wait.Park(frame);
}
