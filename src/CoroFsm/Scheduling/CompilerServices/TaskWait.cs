using System.ComponentModel;
using System.Diagnostics;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the end of a .NET task without a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TaskWait : ICoroutineAwaiter, IDroppableWait
{
    private readonly CallWait<VoidResult> call;

    internal TaskWait(CallWait<VoidResult> call) => this.call = call;

    /// <summary>Gets a value indicating whether the task has already ended.</summary>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    public bool IsCompleted => call.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public TaskWait GetAwaiter() => this;

    /// <summary>Ends the wait.</summary>
    /// <exception cref="InvalidOperationException">The wait has not ended: it was not awaited, or was awaited by a coroutine of another
    /// task.</exception>
    /// <exception cref="CoroutineClosedException">The task is being killed.</exception>
    /// <remarks>If the .NET task has failed, its exception is thrown.</remarks>
    [StackTraceHidden]
    public void GetResult() => call.GetResult();

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => call.Park(frame);
}
