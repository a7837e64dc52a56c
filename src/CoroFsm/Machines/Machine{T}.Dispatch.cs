using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>The dispatch loop: everything but the shortest path.</content>
public sealed partial class Machine<TEvent>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendSpecially(TEvent @event)
    {
        if (IsGuarded)
            Guarded(static (machine, @event) => machine.SendNow(@event), @event);
        else
            SendNow(@event);
    }

    private void SendNow(TEvent @event)
    {
        StackGuard.EnsureRoom();
        if (!TakesEvents)
            throw HasEnded(@event);

        if ((Phase & Waiting) == 0)
            Enqueue(@event);
        else
            Handle(@event);
    }

    private void Handle(TEvent @event)
    {
        Exception? failure = null;
        try
        {
            Offer(@event);
        }
        catch (Exception error)
        {
            failure = error;
        }

        if (failure is not null || (Phase & ~Selective) != Waiting)
            Settle(failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SettleAfter(CoroutineFrame resumed)
    {
        KeepWaiter(resumed);

        // Mostly a coroutine has returned to its caller, which waits again.
        if (!Unwind(out var error))
            Settle(End(error));
        else if ((Phase & ~Selective) != Waiting)
            Settle(failure: null);
    }

    /// <summary>
    /// Goes on until the machine waits with nothing left to do, or has ended: returns results to callers, closes, hands out what was deferred or
    /// queued, ends the input, in this order.
    /// </summary>
    /// <param name="failure">What already went wrong in this call; the first failure comes out when all else is done.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Settle(Exception? failure)
    {
        while ((Phase & Ended) == 0)
        {
            if (!Unwind(out var error))
            {
                var thrown = End(error);
                failure ??= thrown;
            }
            else if ((Phase & ~Selective) == Waiting || !TryTakeNextStep(ref failure))
                break;
        }

        if ((Phase & Ended) != 0)
            failure ??= reserve?.Refusal;
        if (failure is not null)
            Delegation.Rethrow(failure);
    }

    private bool TryTakeNextStep(ref Exception? failure)
    {
        try
        {
            return TakeNextStep();
        }
        catch (Exception error)
        {
            failure ??= error;
            return true;
        }
    }

    /// <summary>Does one thing of those that wait for the machine to wait.</summary>
    /// <returns>False if there was none.</returns>
    private bool TakeNextStep()
    {
        // A coroutine that it has called and not awaited may still wait.
        if (Root!.IsCompleted)
            throw Fail(IsNormalEnd(Root.Error) ? LostCall() : Root.Error);

        if (reserve is { } r)
            EndDelivery(r.Deferred);
        if (reserve?.Timers is { OfState: not null } timers)
            KeepStateTimer(timers);
        if (reserve?.Refusal is { } refusal)
        {
            reserve.Refusal = null;
            throw refusal;
        }

        if (Options.Observer is { } observer)
            ObserveState(observer);

        if (IsStubborn)
            throw Fail(GivenUp());

        if (IsClosing)
            RunUnder(reserve?.EndContext, static (machine, _) => machine.Close(), 0);
        else if (TryResumeWoken() || TryTakeDeferred())
            return true;
        else if (TryDequeue(out var queued))
            OfferUnder(queued.Context, queued.Event);
        else if (IsInputComplete)
            RunUnder(reserve?.EndContext, static (machine, _) => machine.EndInput(), 0);
        else
        {
            HasSettled();
            return false;
        }

        return true;
    }

    /// <summary>Hands an event to the wait, to the enclosing handlers, or to the policy for unmatched events.</summary>
    /// <param name="event">The event.</param>
    /// <param name="timer">The timer that it comes from, if it comes from one.</param>
    private void Offer(TEvent @event, EventTimer<TEvent>? timer = null)
    {
        Options.Observer?.OnReceived(this, @event);
        if (IsAccepted(@event, out var handler))
        {
            Consume(@event, handler);
            return;
        }

        switch (Options.Unmatched)
        {
            case Unmatched.Defer:
                Defer(@event, DeferredEvents<TEvent>.NoState, timer);
                break;
            case Unmatched.Ignore:
                Options.Observer?.OnDropped(this, @event);
                break;
            default:
                Options.Observer?.OnUnexpected(this, @event);
                throw Unexpected(@event);
        }
    }

    /// <summary>Finds who takes an event: the wait, or else the innermost enclosing handler that accepts it.</summary>
    /// <param name="event">The event.</param>
    /// <param name="handler">The handler; null: the wait.</param>
    private bool IsAccepted(TEvent @event, out Handler<TEvent>? handler)
    {
        handler = null;
        if ((Phase & Selective) == 0)
            return true;

        // This is user code: what it sends to this machine is to be queued.
        var phase = Phase;
        Phase = Handling;
        try
        {
            if (filter is Func<TEvent, bool> predicate ? predicate(@event) : Unsafe.As<Filter<TEvent>>(filter!).Accepts(@event, Current))
                return true;

            handler = reserve?.Handlers;
            while (handler is not null && !(handler.IsArmed && handler.Accepts(@event)))
                handler = handler.Outer;
            return handler is not null;
        }
        finally
        {
            Phase = phase | (Parked & Backlogged);
        }
    }

    private void Consume(TEvent @event, Handler<TEvent>? handler)
    {
        if (handler is not null)
        {
            RunHandler(handler, @event);
            return;
        }

        Phase = reserve is { WaitDue: < long.MaxValue } ? Delivered | Limited : Delivered;
        Current = @event;
        ResumeWaiter();
    }

    /// <summary>Delivers an exception to the wait.</summary>
    /// <param name="exception">The exception; null where it is made only if the wait needs one.</param>
    /// <param name="sticky"><see cref="CoroutineDriver.Leaving"/>: every further wait raises it again.</param>
    private void Raise(Exception? exception, int sticky)
    {
        Rarely.Signal = exception;
        Phase = Signal | sticky;
        ResumeWaiter();
    }

    private void Close()
    {
        var close = new CoroutineClosedException();
        reserve?.Signal = close;        // what a further wait raises
        if (!TryDropWaiter(close))
            Raise(close, sticky: Leaving);
    }

    private void EndInput()
    {
        Phase = Signal | InputEnded;
        ResumeWaiter();
    }

    private void DemandAttention()
    {
        Parked |= Backlogged;
        if ((Phase & Waiting) == 0)
        {
            Rarely.EndContext = AmbientContext.CaptureOrDefault();
            return;
        }

        reserve?.EndContext = null;
        Phase |= Backlogged;
        Settle(failure: null);
    }

    /// <summary>Whether an exception, or none, is part of a normal end.</summary>
    private bool IsNormalEnd([NotNullWhen(false)] Exception? error) =>
        error is null || (error is CoroutineClosedException && IsClosing) || (error is EndOfInputException && IsInputComplete);

    /// <summary>Marks the end by an exception that is not part of a normal one.</summary>
    /// <returns>The exception.</returns>
    private Exception Fail(Exception fault)
    {
        _ = End(fault);
        return fault;
    }

    /// <summary>Marks the end. An exception that is not part of a normal end is kept as the fault.</summary>
    /// <returns>What the sender gets: the fault, or else what an observer has thrown.</returns>
    private Exception? End(Exception? error)
    {
        Phase = Ended;
        Waiter = null;
        filter = null;
        Current = default!;
        if (Root is { IsCompleted: true })
            ((CoroutineFrame<VoidResult>)Root).Release();       // its type, and so the machine's name, stays; one that is given up may still be in use
        if (error is not null && !IsNormalEnd(error))
            Rarely.Fault = error;
        else
            error = null;

        if (Options.Observer is { } observer)
            error = ObserveEnd(observer, error);
        reserve?.DropAll();
        return error;
    }
}
