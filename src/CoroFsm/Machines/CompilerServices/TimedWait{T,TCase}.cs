using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the next event of one case of the event type, with a timeout.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <typeparam name="TCase">The case that is accepted: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TimedWait<TEvent, TCase> : ICoroutineAwaiter, IDroppableWait
    where TCase : TEvent
{
    private readonly TimedWait<TEvent> wait;

    internal TimedWait(Machine<TEvent> machine, long due, Filter<TEvent> filter) => wait = new(machine, due, filter);

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => wait.IsCompleted;

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    public TimedWait<TEvent, TCase> GetAwaiter()
    {
        _ = wait.GetAwaiter();
        return this;
    }

    /// <summary>Takes the event or the timeout.</summary>
    /// <returns>The event, or the information that the wait timed out.</returns>
    /// <exception cref="EndOfInputException">The input has ended.</exception>
    /// <exception cref="InvalidOperationException">No event was delivered: the wait was not awaited, or was awaited by a coroutine of
    /// another machine.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    [StackTraceHidden]
    public Received<TCase> GetResult() => wait.GetResult() is { TimedOut: false, Event: TCase @event } ? new(@event) : default;

    /// <inheritdoc/>
    public void Park(CoroutineFrame frame) => wait.Park(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) =>
        ((ICriticalNotifyCompletion)wait).UnsafeOnCompleted(continuation);
}
