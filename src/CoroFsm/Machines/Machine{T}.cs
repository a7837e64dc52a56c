using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// A started coroutine that is sent events.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// <para>
/// Sending resumes the coroutine on the sender's stack, and returns when it waits again or has ended. It allocates nothing. An event that is sent from
/// inside, while another is handled, is queued and handled after it (run to completion).
/// </para>
/// <para>Started by <see cref="Machine.Start{TEvent}(Func{Inbox{TEvent}, Coroutine}, MachineOptions?)"/>. Its other end is the <see cref="Inbox{TEvent}"/>:
/// the sender cannot receive, and the receiver cannot send.</para>
/// </remarks>
[StackTraceHidden]
public sealed partial class Machine<TEvent> : Machine, IObserver<TEvent>
{
    /// <summary>The event that is being handled. While a coroutine waits for one value: that value.</summary>
    internal TEvent Current = default!;

    /// <summary>What a selective wait accepts.</summary>
    private object? filter;

    /// <summary>All that a machine rarely has: made when it is needed.</summary>
    private Reserve? reserve;

    internal Machine(MachineOptions? options)
        : base(options)
    {
        if ((Parked & Supervised) == 0)
            return;
        if (Options.TakesTurns)
            turns = new();
        else if (Options.ChecksThread)
            reserve = new();        // there before two threads may make it
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
    /// Sends an event (PEP 342's <c>send</c>): the coroutine is resumed with it, and has handled it when this returns. An event that is sent while
    /// the machine runs is queued instead.
    /// </summary>
    /// <param name="event">The event.</param>
    /// <exception cref="MachineEndedException">The machine has ended, or its input has.</exception>
    /// <exception cref="UnexpectedEventException">Neither the wait nor an enclosing handler accepts the event.</exception>
    /// <exception cref="MachineBusyException">The machine runs, and <see cref="Reentrancy.Throw"/> is set, or another thread runs it.</exception>
    /// <exception cref="BacklogFullException">Too many events are queued or deferred.</exception>
    /// <exception cref="InsufficientExecutionStackException">A chain of sends is too long for this thread's stack.</exception>
    /// <remarks>
    /// An exception of the coroutine comes out here. If several events are handled in one call, the rest is handled all the same and the first exception comes out.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send(TEvent @event)
    {
        if (Phase != Waiting)
        {
            SendSpecially(@event);
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

    /// <summary>Sends an event, unless the machine takes no more.</summary>
    /// <param name="event">The event.</param>
    /// <returns>False if the machine has ended, or its input has.</returns>
    /// <exception cref="UnexpectedEventException">Neither the wait nor an enclosing handler accepts the event.</exception>
    /// <exception cref="MachineBusyException">The machine runs, and <see cref="Reentrancy.Throw"/> is set, or another thread runs it.</exception>
    /// <exception cref="BacklogFullException">Too many events are queued or deferred.</exception>
    /// <exception cref="InsufficientExecutionStackException">A chain of sends is too long for this thread's stack.</exception>
    /// <remarks>Like <see cref="Send"/> in all else.</remarks>
    public bool TrySend(TEvent @event)
    {
        if (!TakesEvents)
            return false;
        if (!IsGuarded)
        {
            Send(@event);
            return true;
        }

        // Another thread may end the machine before this one's turn comes; and a turn that is only queued outlasts the call.
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
    /// Raises an exception at the wait (PEP 342's <c>throw</c>). The coroutine may handle it and go on; if it does not, the exception comes out here.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    /// <exception cref="MachineBusyException">The machine runs.</exception>
    /// <remarks>On a machine that has ended, <paramref name="exception"/> is just thrown.</remarks>
    public void Throw(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (IsGuarded)
            Guarded(static (machine, exception) => machine.ThrowNow(exception), exception);
        else
            ThrowNow(exception);
    }

    /// <summary>
    /// Says that no further event will come. <c>await foreach</c> ends; a plain receive raises <see cref="EndOfInputException"/>, and a coroutine that leaves
    /// with it has ended normally. Queued events are handled first. Does nothing on a machine that has ended or whose input has.
    /// </summary>
    /// <exception cref="InvalidOperationException">The coroutine waited again 16 times instead of ending; it is given up.</exception>
    /// <remarks>An exception of the coroutine comes out here.</remarks>
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

    /// <summary>Raises the source's failure at the wait. The source knows it, so it does not come back; a machine that has ended ignores it.</summary>
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

    /// <summary>Whether the machine runs, and an event that is sent now will not wait for its turn: it comes from inside, or from a second thread where one at a time is allowed.</summary>
    internal bool IsRunningHere
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Phase & (Waiting | Ended)) == 0 && turns is not { IsInside: false };
    }

    /// <summary>Gets a value indicating whether it waits, and an event only has to be delivered.</summary>
    internal bool WaitsPlainly => Phase == Waiting;

    private bool TakesEvents => (Phase & Ended) == 0 && !IsInputComplete;

    private bool IsGuarded => (Parked & Supervised) != 0 && Options.IsGuarded;

    private void ThrowNow(Exception exception)
    {
        StackGuard.EnsureRoom();
        if ((Phase & Ended) != 0)
            Delegation.Rethrow(exception);
        if ((Phase & Waiting) == 0)
            throw new MachineBusyException($"Machine {Name} runs, so nothing can be raised at its wait. Throw from outside, or let the coroutine throw by itself.");

        Raise(exception, sticky: 0);
        Settle(failure: null);
    }

    private void CompleteNow()
    {
        StackGuard.EnsureRoom();
        if ((Phase & Ended) != 0 || IsInputComplete)
            return;

        IsInputComplete = true;
        DemandAttention();
    }

    private void CloseNow()
    {
        if ((Phase & Ended) != 0 || IsClosing)
            return;

        StackGuard.EnsureRoom();
        IsClosing = true;
        DemandAttention();
    }
}
