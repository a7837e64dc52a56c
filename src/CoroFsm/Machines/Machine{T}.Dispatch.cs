using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>The dispatch loop: everything but the shortest path.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Calls the coroutine, and runs the machine until it waits.</summary>
    internal void Start(Func<Inbox<TEvent>, Coroutine> coroutine)
    {
        if (IsGuarded)
            Guarded(static (machine, coroutine) => machine.Begin(coroutine(new(machine))), coroutine);
        else
            Begin(coroutine(new(this)));
    }

    /// <summary>Takes over the coroutine that has been called with the machine's inbox.</summary>
    private void Begin(Coroutine coroutine)
    {
        coroutine.Claim();
        Root = coroutine.Frame;
        TellStarted();
        if (Root is null or { IsCompleted: true })
        {
            Options.Observer?.OnStarted(this);
            if (End(Root?.Error ?? ((Phase & Waiting) != 0 ? LostCall() : null)) is { } error)
                Delegation.Rethrow(error);
            return;
        }

        Waiter ??= Root;            // it waits, but not at this inbox: Settle says so
        if ((Parked & Supervised) != 0)
            ObserveStart();
        if (Phase != Waiting)
            Settle(failure: null);
    }

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
                var fault = End(error);
                failure ??= fault;
            }
            else if ((Phase & ~Selective) == Waiting || !TryTakeNextStep(ref failure))
                break;
        }

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
            throw End(Root.Error ?? LostCall())!;

        reserve?.EndDelivery();
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
            throw End(GivenUp())!;

        if (IsClosing)
            Raise(new CoroutineClosedException(), sticky: Leaving);
        else if (TryResumeWoken() || TryTakeDeferred())
            return true;
        else if (TryDequeue(out var queued))
            Offer(queued);
        else if (IsInputComplete)
            EndInput();
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
                Defer(@event, inState: null, timer);
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
        Phase = Running;
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

        Phase = Running;
        Current = @event;
        Waiter!.Resume();
    }

    /// <summary>Delivers an exception to the wait.</summary>
    /// <param name="exception">The exception; null where it is made only if the wait needs one.</param>
    /// <param name="sticky"><see cref="CoroutineDriver.Leaving"/>: every further wait raises it again.</param>
    private void Raise(Exception? exception, int sticky)
    {
        Rarely.Signal = exception;
        Phase = Signal | sticky;
        Waiter!.Resume();
    }

    private void EndInput()
    {
        Phase = Signal | InputEnded;
        Waiter!.Resume();
    }

    private void DemandAttention()
    {
        Parked |= Backlogged;
        if ((Phase & Waiting) == 0)
            return;

        Phase |= Backlogged;
        Settle(failure: null);
    }

    /// <summary>Marks the end. An exception that is not part of a normal end is kept as the fault.</summary>
    /// <returns>The fault.</returns>
    private Exception? End(Exception? error)
    {
        Phase = Ended;
        Waiter = null;
        filter = null;
        Current = default!;
        if (Root is { IsCompleted: true })
            ((CoroutineFrame<VoidResult>)Root).Release();       // its type, and so the machine's name, stays; one that is given up may still be in use
        if (error is null || (error is CoroutineClosedException && IsClosing) || (error is EndOfInputException && IsInputComplete))
            error = null;
        else
            Rarely.Fault = error;

        try
        {
            if (Options.Observer is { } observer)
                ObserveEnd(observer);
        }
        catch (Exception) when (error is not null)
        {
            // What ended the machine says more than what its observer made of it.
        }
        finally
        {
            reserve?.DropAll();
        }

        return error;
    }
}
