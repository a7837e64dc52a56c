using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>The dispatch loop: everything except the shortest path.</content>
public sealed partial class Machine<TEvent>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendSlow(TEvent @event)
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

        // Usually a coroutine has returned to its caller, which waits again.
        if (!Unwind(out var error))
            EndWith(error);
        else if ((Phase & ~Selective) != Waiting)
            Settle(failure: null);
    }

    /// <summary>Ends the machine, and throws the exception for the sender, if there is one.</summary>
    private void EndWith(Exception? error)
    {
        if ((End(error) ?? reserve?.Refusal) is { } thrown)
            Delegation.Rethrow(thrown);
    }

    /// <summary>
    /// Continues until the machine waits with nothing left to do, or has ended: returns results to callers, closes, delivers deferred and
    /// queued events, ends the input, in this order.
    /// </summary>
    /// <param name="failure">The first exception of this call so far. It is thrown after everything else is done.</param>
    private void Settle(Exception? failure)
    {
        if (SettleAll(failure) is { } first)
            Delegation.Rethrow(first);
    }

    /// <inheritdoc cref="Settle"/>
    /// <param name="failure">The first exception of this call so far.</param>
    /// <returns>The first exception of this call.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Exception? SettleAll(Exception? failure)
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
        return failure;
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

    /// <summary>Performs one of the pending steps, which require that the machine waits.</summary>
    /// <returns>False if none was pending.</returns>
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
            throw Fail(IgnoredItsEnd());

        if (IsClosing)
            RunUnder(reserve?.EndContext, static (machine, _) => machine.Close(), 0);
        else if (TryResumeWoken() || TryTakeDeferred())
            return true;
        else if (TryDequeue(out var queued))
            OfferUnder(queued.Context, queued.Event);
        else if (IsInputComplete && !AwaitsWork)
            RunUnder(reserve?.EndContext, static (machine, _) => machine.EndInput(), 0);
        else
        {
            ClearBacklog();
            return false;
        }

        return true;
    }

    /// <summary>Offers an event to the wait, to the enclosing handlers, and then to the policy for unmatched events.</summary>
    /// <param name="event">The event.</param>
    /// <param name="origin">The timer or work that sent the event, if any.</param>
    /// <returns>What became of the event.</returns>
    private Delivery Offer(TEvent @event, IEventOrigin<TEvent>? origin = null)
    {
        Options.Observer?.OnReceived(this, @event);
        if (!IsAccepted(@event, out var handler))
            return LeaveUnmatched(@event, origin);

        Consume(@event, handler);
        return Delivery.Handled;
    }

    /// <summary>Applies the policy for unmatched events.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Delivery LeaveUnmatched(TEvent @event, IEventOrigin<TEvent>? origin)
    {
        switch (reserve?.Work?.Policy ?? Options.Unmatched)
        {
            case Unmatched.Defer:
                Defer(@event, DeferredEvents<TEvent>.NoState, origin);
                return Delivery.Deferred;
            case Unmatched.Ignore:
                Options.Observer?.OnDropped(this, @event);
                return Delivery.Ignored;
            default:
                Options.Observer?.OnUnexpected(this, @event);
                throw Unexpected(@event);
        }
    }

    /// <summary>Determines whether the wait, or the innermost enclosing handler that matches, accepts an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="handler">The handler; null for the wait.</param>
    private bool IsAccepted(TEvent @event, out Handler<TEvent>? handler)
    {
        handler = null;
        if ((Phase & Selective) == 0)
            return true;

        // User code: events that it sends to this machine must be queued.
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

        ForgetLimit();
        Phase = Delivered;
        Current = @event;
        ResumeWaiter();
    }

    /// <summary>Delivers an exception to the wait.</summary>
    /// <param name="exception">The exception; null if it is created only when the wait needs one.</param>
    /// <param name="sticky"><see cref="CoroutineDriver.Leaving"/> if every further wait raises it again; otherwise 0.</param>
    private void Raise(Exception? exception, int sticky)
    {
        Rarely.Signal = exception;
        ForgetLimit();
        LeaveWork();
        Phase = Signal | sticky;
        ResumeWaiter();
    }

    private void Close()
    {
        var close = new CoroutineClosedException();
        reserve?.Signal = close;        // raised by further waits
        ForgetLimit();
        LeaveWork();
        if (!TryDropWaiter(close))
            Raise(close, sticky: Leaving);
    }

    private void EndInput()
    {
        ForgetLimit();
        Phase = Signal | InputEnded;
        ResumeWaiter();
    }

    private void RequestSettle()
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

    /// <summary>Determines whether an exception, or none, belongs to a normal end.</summary>
    private bool IsNormalEnd([NotNullWhen(false)] Exception? error) =>
        error is null || (error is CoroutineClosedException && IsClosing) || (error is EndOfInputException && IsInputComplete);
}
