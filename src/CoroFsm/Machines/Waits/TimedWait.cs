using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Waits for the next event, or for a time limit.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct TimedWait<TEvent> : ICoroutineAwaiter
{
    private readonly Machine<TEvent> machine;

    internal TimedWait(Machine<TEvent> machine, long due)
    {
        this.machine = machine;
        machine.LimitWait(due);
    }

    /// <summary>Gets a value indicating whether there is nothing to wait for.</summary>
    public bool IsCompleted => false;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    public TimedWait<TEvent> GetAwaiter() => this;

    /// <summary>Takes the event, or the time-out.</summary>
    /// <returns>What came.</returns>
    /// <exception cref="EndOfInputException">The input has ended.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    [StackTraceHidden]
    public Received<TEvent> GetResult() => machine.TakeReceived();

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => machine.Park(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => machine.RefuseForeignAwait(continuation);
}
