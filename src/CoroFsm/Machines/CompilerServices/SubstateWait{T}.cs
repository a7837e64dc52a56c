using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the end of a substate with a result.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SubstateWait<TEvent, TResult> : ICoroutineAwaiter, IDroppableWait
{
    private readonly SubstateScope<TEvent> scope;
    private readonly Coroutine<TResult>.Awaiter substate;

    internal SubstateWait(SubstateScope<TEvent> scope, Coroutine<TResult> substate)
    {
        this.scope = scope;
        this.substate = substate.GetAwaiter();
    }

    /// <summary>Gets a value indicating whether the substate ended without waiting.</summary>
    /// <exception cref="InvalidOperationException">The substate has already been awaited.</exception>
    public bool IsCompleted => substate.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public SubstateWait<TEvent, TResult> GetAwaiter() => this;

    /// <summary>Ends the scope of the superstate.</summary>
    /// <returns>Information about how the substate ended, with its result.</returns>
    /// <exception cref="InvalidOperationException">The substate has not ended: the wait was not awaited.</exception>
    /// <remarks>Exceptions of the substate, including those of its clean-up, are thrown here.</remarks>
    [StackTraceHidden]
    public SubstateEnd<TEvent, TResult> GetResult()
    {
        substate.EnsureEnded();
        var end = scope.End;
        TResult? result = default;
        try
        {
            result = substate.GetResult();
        }
        catch (SubstateExitException exit) when (scope.IsLeftBy(exit))
        {
        }
        finally
        {
            scope.Close();
        }

        return new(end, result);
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => substate.Park(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => continuation();      // GetResult throws the error
}
