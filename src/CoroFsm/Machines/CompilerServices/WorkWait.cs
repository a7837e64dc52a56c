using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the end of work without a result.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct WorkWait<TEvent> : ICoroutineAwaiter, IDroppableWait
{
    private readonly AwaitedWork<TEvent>? work;

    /// <summary>
    /// The version of <see cref="work"/>; negative for nothing to wait for. As wide as a register: with narrower fields, the wait would not
    /// be passed in registers.
    /// </summary>
    private readonly long version;

    private WorkWait(AwaitedWork<TEvent> work, long version)
    {
        this.work = work;
        this.version = version;
    }

    internal WorkWait(AwaitedWork<TEvent> work, Task task)
    {
        this.work = work;
        version = work.Keep(task);
    }

    internal WorkWait(AwaitedWork<TEvent> work, ValueTask task)
    {
        this.work = work;
        version = work.Keep(task.AsTask());
    }

    /// <summary>Creates a wait for nothing.</summary>
    internal static WorkWait<TEvent> Completed(AwaitedWork<TEvent> work) => new(work, version: -1);

    /// <summary>Gets a value indicating whether the work has already ended.</summary>
    public bool IsCompleted => version < 0 || work!.HasEnded(version);

    /// <summary>Converts the wait to one that a generator yields. After the yield, <see cref="GetResult"/> ends the wait.</summary>
    /// <param name="wait">The wait.</param>
    public static implicit operator Wait(WorkWait<TEvent> wait) => wait.ToWait();

    /// <summary>Converts the wait to one that a generator yields. After the yield, <see cref="GetResult"/> ends the wait.</summary>
    /// <returns>The wait; yield it immediately.</returns>
    public Wait ToWait() => (work ?? throw Delegation.Default()).Arm(version);

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WorkWait<TEvent> GetAwaiter() => work is null ? throw Delegation.Default() : this;

    /// <summary>Ends the wait.</summary>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The work was not awaited, or was awaited by a coroutine of another machine, or its
    /// result was taken before.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    /// <remarks>Throws the exception of the work if it failed.</remarks>
    [StackTraceHidden]
    public void GetResult()
    {
        if (version >= 0)
            work!.Take(version)!.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => work!.Park(frame, version);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => work!.RefuseForeignAwait(version, continuation);
}
