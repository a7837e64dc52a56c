using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>The dispatch loop: everything but the shortest path.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Takes over the coroutine that has been called with the machine's inbox, and runs the machine until it waits.</summary>
    [StackTraceHidden]
    internal void Begin(Coroutine coroutine)
    {
        coroutine.Claim();
        Root = coroutine.Frame;
        if (Root is null or { IsCompleted: true })
        {
            End(Root?.Error ?? ((Phase & Waiting) != 0 ? LostCall() : null));
            return;
        }

        Waiter ??= Root;            // it waits, but not at this inbox: Settle says so
        if (Phase != Waiting)
            Settle(failure: null);
    }

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendSpecially(TEvent @event)
    {
        if (!TakesEvents)
            throw HasEnded(@event);

        if ((Phase & Waiting) == 0)
            Enqueue(@event);
        else
            Handle(@event);
    }

    [StackTraceHidden]
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
    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Settle(Exception? failure)
    {
        while ((Phase & Ended) == 0)
        {
            try
            {
                if (!IsWaiting())
                    End(Root!.Error);
                else if ((Phase & ~Selective) == Waiting || !TakeNextStep())
                    break;
            }
            catch (Exception error)
            {
                failure ??= error;
            }
        }

        if (failure is not null)
            Delegation.Rethrow(failure);
    }

    /// <summary>Lets what has ended return to its callers.</summary>
    /// <returns>Whether the machine waits; if not, its outermost coroutine has ended.</returns>
    private bool IsWaiting()
    {
        try
        {
            return Unwind();
        }
        catch (InvalidOperationException error)
        {
            End(new InvalidOperationException($"Machine {Name} cannot go on, last seen waiting at {Position}. {error.Message}", error));
            return true;
        }
    }

    /// <summary>Does one thing of those that wait for the machine to wait.</summary>
    /// <returns>False if there was none.</returns>
    private bool TakeNextStep()
    {
        reserve?.EndDelivery();
        if (IsStubborn)
            End(GivenUp());
        else if (IsClosing)
            Raise(new CoroutineClosedException(), sticky: Leaving);
        else if (TryTakeDeferred())
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
    private void Offer(TEvent @event)
    {
        if (TryConsume(@event))
            return;

        switch (Options.Unmatched)
        {
            case Unmatched.Defer:
                Defer(@event, inState: null);
                break;
            case Unmatched.Throw:
                throw Unexpected(@event);
        }
    }

    private bool TryConsume(TEvent @event)
    {
        if (!IsAccepted(@event, out var handler))
            return false;

        Consume(@event, handler);
        return true;
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
            while (handler is not null && !handler.Accepts(@event))
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

    /// <summary>Marks the end. An exception that is not part of a normal end is kept as the fault, and thrown.</summary>
    private void End(Exception? error)
    {
        Phase = Ended;
        Waiter = null;
        filter = null;
        Current = default!;
        ((CoroutineFrame<VoidResult>?)Root)?.Release();     // its type, and so the machine's name, stays
        reserve?.DropAll();

        if (error is null || (error is CoroutineClosedException && IsClosing) || (error is EndOfInputException && IsInputComplete))
            return;

        Rarely.Fault = error;
        Delegation.Rethrow(error);
    }
}
