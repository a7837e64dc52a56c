namespace CoroFsm;

/// <content>What is queued while the machine runs, and what is deferred until a wait accepts it.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Puts an event aside until the state has changed (gen_statem's <c>postpone</c>).</summary>
    internal void DeferUntilStateChanges(TEvent @event)
    {
        var deferred = Rarely.Deferred;
        Defer(@event, since: deferred.HasState ? deferred.StateChanges : deferred.BeginIn(State));
    }

    /// <summary>Whether an event that no wait accepts only makes an exception for its sender: then a coroutine may as well take it, look, and refuse it.</summary>
    internal bool MayRefuse => Options.Unmatched == Unmatched.Throw && reserve?.Handlers is null;

    /// <summary>Gives back the event that was just received: its sender gets what it gets for one that no wait accepts, when the machine waits again.</summary>
    internal void Refuse(TEvent @event)
    {
        try
        {
            Options.Observer?.OnUnexpected(this, @event);
            KeepForSender(Unexpected(@event));
        }
        catch (Exception error)
        {
            KeepForSender(error);
        }
    }

    /// <summary>Queues an event that a coroutine of this machine sends to it; from elsewhere it is sent.</summary>
    internal void Post(TEvent @event)
    {
        // A coroutine that has called another, and not awaited it yet, runs although the machine seems to wait.
        if ((Phase & (Waiting | Ended)) != Waiting || IsInputComplete || IsRootWaiting())
        {
            Send(@event);
            return;
        }

        Enqueue(@event);
        Phase |= Backlogged;
    }

    /// <summary>Queues an event that is sent while the machine runs.</summary>
    /// <remarks>
    /// Who runs the machine is not recorded with every event, for that would cost a third of it. Instead, the thread that queues first is held
    /// against the one that takes out of the queue: one of the two finds the other, and the event is not handled.
    /// </remarks>
    private void Enqueue(TEvent @event)
    {
        if (Options.Reentrancy == Reentrancy.Throw)
            throw IsBusy(@event);

        var r = Rarely;
        if (!r.IsQueueOf(Environment.CurrentManagedThreadId))
            throw UsedByTwoThreads();
        if (r.Queue.Count >= Options.MaxQueued)
            throw QueueIsFull(@event);

        r.Queue.Enqueue((Lasting.Of(@event), AmbientContext.CaptureOrDefault()));
        Parked |= Backlogged;
    }

    /// <summary>Whether the coroutine that waits is awaited by all the others.</summary>
    private bool IsRootWaiting() => Waiter!.Outermost is { } outermost && ReferenceEquals(outermost, Root);

    private bool TryDequeue(out (TEvent Event, ExecutionContext Context) queued)
    {
        queued = default;
        if (reserve is not { Queue.Count: > 0 } r)
            return false;

        if (!r.IsQueueOf(Environment.CurrentManagedThreadId))
        {
            r.ClearQueue();
            throw UsedByTwoThreads();
        }

        if (!r.Queue.TryDequeue(out queued))
            throw UsedByTwoThreads();       // another thread has taken it at this moment
        if (r.Queue.Count == 0)
            r.ClearQueue();
        return true;
    }

    private void Defer(TEvent @event, int since, EventTimer<TEvent>? timer = null)
    {
        if (timer is not null && reserve!.Timers!.Find(timer.Name) is not null)
            return;     // a filter that was asked about it has set the timer anew

        var deferred = Rarely.Deferred;
        if (deferred.Count >= Options.MaxDeferred)
            throw TooManyDeferred(@event);

        if (timer is not null)
            KeepDeferred(reserve!, timer);
        deferred.Add(Lasting.Of(@event), since, timer);
        LookAgain();
        if (Options.Observer is { } observer)
            ObserveForSender(@event, observer.OnDeferred);
    }

    /// <summary>Makes the machine look at what is kept as soon as it waits.</summary>
    private void LookAgain()
    {
        Parked |= Backlogged;
        if ((Phase & Waiting) != 0)
            Phase |= Backlogged;
    }

    /// <summary>
    /// The machine waits again: a deferred event that was handed out has been handled, by all coroutines that it passed through, and the
    /// state may have changed.
    /// </summary>
    private void EndDelivery(DeferredEvents<TEvent> deferred)
    {
        deferred.EndTakeOut();
        if (deferred.HasPostponed)
            deferred.Follow(StateNow());
        else
            deferred.EndFollowing();
    }

    /// <summary>Hands out the oldest deferred event that is accepted now.</summary>
    private bool TryTakeDeferred()
    {
        if (reserve is not { Deferred: { Count: > 0 } deferred } r)
            return false;

        var isSelective = (Phase & Selective) != 0;
        var wait = new AwaitedNow<TEvent>(
            isSelective ? filter : null,
            isSelective && ReferenceEquals(filter, ValueFilter<TEvent>.Instance) ? Current : default,
            r.HandlersVersion,
            deferred.HasPostponed ? deferred.StateChanges : DeferredEvents<TEvent>.NoState);
        if (!deferred.IsWorthAsking(wait))
            return false;

        for (var i = 0; i < deferred.Count; i++)
        {
            if (!deferred.IsPostponed(i) && TryTakeDeferredUnder(deferred.ContextOf(i), r, i))
                return true;
        }

        deferred.NoneIsAccepted(wait);
        return false;
    }

    private bool TryTakeDeferred(Reserve r, int index)
    {
        Handler<TEvent>? handler;
        try
        {
            r.IsSearched = true;
            if (!IsAccepted(r.Deferred[index], out handler))
                return false;
        }
        catch
        {
            TakeOutDeferred(r, index);      // as a new event whose filter throws, or it would throw each time
            throw;
        }
        finally
        {
            r.IsSearched = false;
        }

        Consume(TakeOutDeferred(r, index), handler);
        return true;
    }

    private static TEvent TakeOutDeferred(Reserve r, int index)
    {
        var @event = r.Deferred.TakeOut(index, out var timer);
        if (timer is not null)
            r.Timers!.Remove(timer);
        return @event;
    }

    /// <summary>Gets the state, made anew only if another coroutine waits.</summary>
    private string StateNow()
    {
        var r = Rarely;
        if (!ReferenceEquals(r.StateWaiter, Waiter) || r.StateVersion != Waiter!.Version || !ReferenceEquals(r.StateName, StateName))
            (r.StateWaiter, r.StateVersion, r.StateName, r.State) = (Waiter, Waiter!.Version, StateName, State);
        return r.State;
    }

    /// <summary>Notes that the machine waits with nothing left to be looked at.</summary>
    private void HasSettled()
    {
        if (HasDeferred)
            return;

        Parked &= ~Backlogged;
        Phase &= ~Backlogged;
    }
}
