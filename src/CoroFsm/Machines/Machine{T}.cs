using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// Represents a started coroutine that is sent events.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// <para>
/// Sending an event resumes the coroutine on the sender's stack and returns when it waits again or has ended. It allocates nothing. An
/// event that is sent from inside, while another one is handled, is queued and handled afterwards (run to completion).
/// </para>
/// <para>Created by <see cref="Machine.Start{TEvent}(Func{Inbox{TEvent}, Coroutine}, MachineOptions?)"/>. The other end is the
/// <see cref="Inbox{TEvent}"/>: the sender cannot receive, and the receiver cannot send.</para>
/// </remarks>
[StackTraceHidden]
public sealed partial class Machine<TEvent> : Machine, IObserver<TEvent>
{
    /// <summary>The event that is being handled. While a coroutine waits for one value, that value.</summary>
    internal TEvent Current = default!;

    /// <summary>The filter of a selective wait.</summary>
    private object? filter;

    /// <summary>Rarely needed state, created on demand.</summary>
    private Reserve? reserve;

    internal Machine(MachineOptions? options)
        : base(options)
    {
        if ((Parked & Supervised) == 0)
            return;
        if (Options.TakesTurns)
            turns = new();
        else if (Options.ChecksThread)
            reserve = new();        // before two threads might create it
    }

    /// <inheritdoc/>
    public override Exception? Fault => reserve?.Fault;

    /// <inheritdoc/>
    private protected override string EventName => typeof(TEvent).Name;

    /// <inheritdoc/>
    private protected override bool HasDeferred => reserve is { Deferred.Count: > 0 };

    /// <inheritdoc/>
    private protected override Exception LeavingWith =>
        Rarely.Signal ??= Rarely.LeavingTo is { } superstate ? new SubstateExitException(superstate) : new CoroutineClosedException();

    private Reserve Rarely => reserve ??= new();

    /// <summary>
    /// Sends an event (<c>send</c> of PEP 342). The coroutine is resumed with it, and has handled it when this method returns. An event
    /// that is sent while the machine runs is queued instead. In a synchronized machine, a call from another thread waits for its turn
    /// (<see cref="MachineOptions.Synchronized"/>).
    /// </summary>
    /// <param name="event">The event.</param>
    /// <exception cref="MachineEndedException">The machine or its input has ended.</exception>
    /// <exception cref="UnexpectedEventException">Neither the wait nor an enclosing handler accepts the event.</exception>
    /// <exception cref="MachineBusyException">The machine is running, and <see cref="Reentrancy.Throw"/> is set, or another thread is
    /// running it.</exception>
    /// <exception cref="BacklogFullException">Too many events are queued or deferred.</exception>
    /// <exception cref="InsufficientExecutionStackException">
    /// A chain of machines that send to one another is too long for this thread's stack.
    /// </exception>
    /// <remarks>
    /// An exception of the coroutine is thrown here. If several events are handled in one call, the remaining ones are handled after a
    /// failure, and then the first exception is thrown.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send(TEvent @event)
    {
        if (Phase != Waiting)
        {
            SendSlow(@event);
            return;
        }

        StackGuard.EnsureRoom();
        Phase = Delivered;
        Current = @event;
        var waiter = Waiter!;
        waiter.Resume();
        if (Phase != Waiting)
            SettleAfter(waiter);
    }

    /// <summary>Sends an event, unless the machine or its input has ended.</summary>
    /// <param name="event">The event.</param>
    /// <returns>False if the machine or its input has ended.</returns>
    /// <exception cref="UnexpectedEventException">Neither the wait nor an enclosing handler accepts the event.</exception>
    /// <exception cref="MachineBusyException">The machine is running, and <see cref="Reentrancy.Throw"/> is set, or another thread is
    /// running it.</exception>
    /// <exception cref="BacklogFullException">Too many events are queued or deferred.</exception>
    /// <exception cref="InsufficientExecutionStackException">
    /// A chain of machines that send to one another is too long for this thread's stack.
    /// </exception>
    /// <remarks>Otherwise, it works like <see cref="Send"/>.</remarks>
    public bool TrySend(TEvent @event)
    {
        if (!TakesEvents)
            return false;
        if (!IsGuarded)
        {
            Send(@event);
            return true;
        }

        // Another thread may end the machine before this thread's turn, and a queued turn outlives the call.
        var attempt = new StrongBox<(TEvent Event, bool IsTaken)>((TurnQueue.IsInsideAny ? Lasting.Of(@event) : @event, true));
        Guarded(
            static (machine, attempt) =>
            {
                attempt.Value.IsTaken = machine.TakesEvents;
                if (attempt.Value.IsTaken)
                    machine.SendNow(attempt.Value.Event);
            },
            attempt);
        return attempt.Value.IsTaken;
    }

    /// <summary>
    /// Raises an exception at the wait (<c>throw</c> of PEP 342). The coroutine may handle it and continue; otherwise, the exception is
    /// thrown here.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    /// <exception cref="MachineBusyException">
    /// The machine is running on this thread, or another thread is running it and it is not <see cref="MachineOptions.Synchronized"/>.
    /// </exception>
    /// <remarks>If the machine has ended, <paramref name="exception"/> is thrown.</remarks>
    public void Throw(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (IsGuarded)
            Guarded(static (machine, exception) => machine.ThrowNow(exception), exception);
        else
            ThrowNow(exception);
    }

    /// <summary>
    /// Ends the input: no further event will be sent. <c>await foreach</c> ends; a plain receive raises <see cref="EndOfInputException"/>,
    /// and a coroutine that ends with it has ended normally. Queued events are handled first. Has no effect if the machine or its input has
    /// already ended.
    /// </summary>
    /// <exception cref="InvalidOperationException">The coroutine waited 16 more times instead of ending, and was abandoned.</exception>
    /// <exception cref="MachineBusyException">
    /// Another thread is running the machine, and <see cref="MachineOptions.ChecksThread"/> is set.
    /// </exception>
    /// <remarks>An exception of the coroutine is thrown here.</remarks>
    public void Complete()
    {
        if (IsGuarded)
            Guarded(static (machine, _) => machine.CompleteNow(), 0);
        else
            CompleteNow();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (IsGuarded)
            Guarded(static (machine, _) => machine.CloseNow(), 0);
        else
            CloseNow();
    }

    /// <inheritdoc/>
    void IObserver<TEvent>.OnNext(TEvent value) => Send(value);

    /// <inheritdoc/>
    void IObserver<TEvent>.OnCompleted() => Complete();

    /// <summary>
    /// Raises the source's failure at the wait. The source already has it, so it is not rethrown. A machine that has ended ignores it.
    /// </summary>
    /// <param name="error">The failure.</param>
    void IObserver<TEvent>.OnError(Exception error)
    {
        if ((Phase & Ended) != 0)
            return;

        try
        {
            Throw(error);
        }
        catch (Exception raised) when (ReferenceEquals(raised, error))
        {
        }
    }

    /// <summary>
    /// Gets a value indicating whether the machine runs and an event that is sent now will not wait for its turn: it is sent from inside,
    /// or by a second thread of a machine that is not synchronized.
    /// </summary>
    internal bool IsRunningHere
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Phase & (Waiting | Ended)) == 0 && turns is not { IsInside: false };
    }

    /// <summary>Gets a value indicating whether the machine waits and an event needs only to be delivered.</summary>
    internal bool WaitsPlainly => Phase == Waiting;

    private bool TakesEvents => (Phase & Ended) == 0 && !IsInputComplete;

    private bool IsGuarded => (Parked & Supervised) != 0 && Options.IsGuarded;

    private void ThrowNow(Exception exception)
    {
        StackGuard.EnsureRoom();
        if ((Phase & Ended) != 0)
            Delegation.Rethrow(exception);
        if ((Phase & Waiting) == 0)
        {
            throw new MachineBusyException(
                $"Machine {Name} is running, so no exception can be raised at its wait. " +
                "Call Throw from outside, or throw inside the coroutine.");
        }

        Raise(exception, sticky: 0);
        Settle(failure: null);
    }

    private void CompleteNow()
    {
        StackGuard.EnsureRoom();
        if ((Phase & Ended) != 0 || IsInputComplete)
            return;

        IsInputComplete = true;
        RequestSettle();
    }

    private void CloseNow()
    {
        if ((Phase & Ended) != 0 || IsClosing)
            return;

        StackGuard.EnsureRoom();
        IsClosing = true;
        RequestSettle();
    }
}
