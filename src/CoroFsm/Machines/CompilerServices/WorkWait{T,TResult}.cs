using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the result of work.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct WorkWait<TEvent, TResult> : ICoroutineAwaiter, IDroppableWait
{
    private readonly AwaitedWork<TEvent>? work;

    /// <summary>As wide as a register: with narrower fields, the wait would not be passed in registers.</summary>
    private readonly long version;

    internal WorkWait(AwaitedWork<TEvent> work, Task<TResult> task)
    {
        this.work = work;
        version = work.Keep(task);
    }

    internal WorkWait(AwaitedWork<TEvent> work, ValueTask<TResult> task)
    {
        this.work = work;
        version = task.IsCompletedSuccessfully ? work.KeepResult(task.Result) : work.Keep(task.AsTask());
    }

    /// <summary>Gets a value indicating whether the work has already ended.</summary>
    public bool IsCompleted => work!.HasEnded(version);

    /// <summary>Converts the wait to one that a generator yields. After the yield, <see cref="GetResult"/> returns the result.</summary>
    /// <param name="wait">The wait.</param>
    public static implicit operator Wait(WorkWait<TEvent, TResult> wait) => wait.ToWait();

    /// <summary>Converts the wait to one that a generator yields. After the yield, <see cref="GetResult"/> returns the result.</summary>
    /// <returns>The wait; yield it immediately.</returns>
    public Wait ToWait() => (work ?? throw Delegation.Default()).Arm(version);

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WorkWait<TEvent, TResult> GetAwaiter() => work is null ? throw Delegation.Default() : this;

    /// <summary>Takes the result.</summary>
    /// <returns>The result of the work.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The work was not awaited, or was awaited by a coroutine of another machine, or its
    /// result was taken before.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    /// <remarks>Throws the exception of the work if it failed.</remarks>
    [StackTraceHidden]
    public TResult GetResult() => work!.Take(version) is { } task
        ? Unsafe.As<Task<TResult>>(task).GetAwaiter().GetResult()
        : work.TakeResult<TResult>();

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => work!.Park(frame, version);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => work!.RefuseForeignAwait(version, continuation);
}
