using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Waits for the end of a substate with a result.</summary>
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
    /// <exception cref="InvalidOperationException">The substate was awaited before.</exception>
    public bool IsCompleted => substate.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public SubstateWait<TEvent, TResult> GetAwaiter() => this;

    /// <summary>Ends the superstate's part.</summary>
    /// <returns>How the substate ended, and what it returned.</returns>
    /// <exception cref="InvalidOperationException">The substate has not ended: the wait was not awaited.</exception>
    /// <remarks>What the substate threw, its clean-up included, comes out here.</remarks>
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
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => continuation();      // GetResult says what is wrong
}
