using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Waits for the end of a substate.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct SubstateWait<TEvent> : ICoroutineAwaiter
{
    private readonly Machine<TEvent> machine;
    private readonly Handler<TEvent> superstate;
    private readonly int version;
    private readonly Coroutine.Awaiter substate;

    internal SubstateWait(Machine<TEvent> machine, Handler<TEvent> superstate, Coroutine substate)
    {
        this.machine = machine;
        this.superstate = superstate;
        this.substate = substate.GetAwaiter();
        version = superstate.Version;
    }

    /// <summary>Gets a value indicating whether the substate ended without waiting.</summary>
    /// <exception cref="InvalidOperationException">The substate was awaited before.</exception>
    public bool IsCompleted => substate.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public SubstateWait<TEvent> GetAwaiter() => this;

    /// <summary>Ends the superstate's part.</summary>
    /// <returns>How the substate ended.</returns>
    /// <remarks>What the substate threw, its clean-up included, comes out here.</remarks>
    [StackTraceHidden]
    public SubstateEnd<TEvent> GetResult()
    {
        var end = new SubstateEnd<TEvent>(superstate.HasEnded, superstate.By);
        try
        {
            substate.GetResult();
        }
        catch (SubstateExitException exit) when (ReferenceEquals(exit.Superstate, superstate))
        {
        }
        finally
        {
            machine.Stay(superstate);
            machine.PopHandler(superstate, version);
        }

        return end;
    }

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => substate.Park(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => continuation();      // GetResult says what is wrong
}
