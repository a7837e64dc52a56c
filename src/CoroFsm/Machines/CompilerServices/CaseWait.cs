using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>Represents the wait for the next event of one case of the event type.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <typeparam name="TCase">The case that is accepted: a type that derives from <typeparamref name="TEvent"/> or implements it.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct CaseWait<TEvent, TCase> : ICoroutineAwaiter, IDroppableWait
    where TCase : TEvent
{
    private readonly Machine<TEvent> machine;

    internal CaseWait(Machine<TEvent> machine)
    {
        this.machine = machine;
        machine.Accept(CaseFilter<TEvent, TCase>.Instance);
    }

    internal CaseWait(Machine<TEvent> machine, Filter<TEvent> filter)
    {
        this.machine = machine;
        machine.Accept(filter);
    }

    /// <summary>Gets a value indicating whether the wait has already ended.</summary>
    public bool IsCompleted => false;

    /// <summary>Converts the wait to one that a generator yields, and prepares the inbox for it.</summary>
    /// <param name="wait">The wait.</param>
    public static implicit operator Wait(CaseWait<TEvent, TCase> wait) => wait.ToWait();

    /// <summary>Converts the wait to one that a generator yields, and prepares the inbox for it.</summary>
    /// <returns>The wait; yield it immediately.</returns>
    public Wait ToWait() => (machine ?? throw Delegation.Default()).ArmSelectively();

    /// <summary>Gets the awaiter; called by <c>await</c>.</summary>
    /// <returns>This wait, which is its own awaiter.</returns>
    /// <exception cref="InvalidOperationException">The wait is a default value.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CaseWait<TEvent, TCase> GetAwaiter() => machine is null ? throw Delegation.Default() : this;

    /// <summary>Takes the event.</summary>
    /// <returns>The event.</returns>
    /// <exception cref="EndOfInputException">The input has ended.</exception>
    /// <exception cref="InvalidOperationException">No event was delivered: the wait was not awaited, or was awaited by a coroutine of
    /// another machine.</exception>
    /// <exception cref="CoroutineClosedException">The machine is being closed.</exception>
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TCase GetResult() => (TCase)machine.TakeEvent()!;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Park(CoroutineFrame frame) => machine.ParkSelectively(frame);

    /// <inheritdoc/>
    void ICriticalNotifyCompletion.UnsafeOnCompleted(Action continuation) => machine.RefuseForeignAwait(continuation);
}
