namespace CoroFsm;

/// <content>The events that are queued while the machine runs, and the events that are deferred until a wait accepts them.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Defers an event until the state has changed (<c>postpone</c> of gen_statem).</summary>
    internal void DeferUntilStateChanges(TEvent @event)
    {
        var deferred = Rarely.Deferred;
        Defer(@event, since: deferred.HasState ? deferred.StateChanges : deferred.BeginIn(State));
    }

    /// <summary>
    /// Gets a value indicating whether an unmatched event only throws an exception to its sender. A coroutine may then receive, examine and
    /// reject it.
    /// </summary>
    internal bool MayRefuse => Options.Unmatched == Unmatched.Throw && reserve?.Handlers is null;

    /// <summary>
    /// Rejects the event that was just received: when the machine waits again, its sender receives the exception for an unmatched event.
    /// </summary>
    internal void Refuse(TEvent @event)
    {
        Rarely.HasRejected = true;
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

    /// <summary>Queues an event that a coroutine of this machine sends to the machine. From outside, sends it.</summary>
    internal void Post(TEvent @event)
    {
        // A coroutine that has called another one, and has not yet awaited it, runs although the machine seems to wait.
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
    /// The thread that runs the machine is not recorded with every event, which would add a third to its cost. Instead, the thread that
    /// queues first is compared with the one that dequeues: one of the two detects the other, and the event is not handled.
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

    /// <summary>Determines whether all coroutines of the machine are awaited, directly or indirectly, up to the one that waits.</summary>
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
            throw UsedByTwoThreads();       // another thread has taken it concurrently
        if (r.Queue.Count == 0)
            r.ClearQueue();
        return true;
    }

    private void Defer(TEvent @event, int since, IEventOrigin<TEvent>? origin = null)
    {
        if (origin is not null && origin.IsReplaced(reserve!.Timers))
            return;     // a filter that examined it has set the timer again

        var deferred = Rarely.Deferred;
        if (deferred.Count >= Options.MaxDeferred)
            throw TooManyDeferred(@event);

        origin?.KeepDeferred(reserve!.Timers);
        deferred.Add(Lasting.Of(@event), since, origin);
        MarkBacklogged();
        if (Options.Observer is { } observer)
            ObserveForSender(@event, observer.OnDeferred);
    }

    /// <summary>Makes the machine process its backlog as soon as it waits.</summary>
    private void MarkBacklogged()
    {
        Parked |= Backlogged;
        if ((Phase & Waiting) != 0)
            Phase |= Backlogged;
    }

    /// <summary>
    /// Ends the delivery of a deferred event: the machine waits again, so all coroutines that it passed through have handled it, and the
    /// state may have changed.
    /// </summary>
    private void EndDelivery(DeferredEvents<TEvent> deferred)
    {
        deferred.EndTakeOut();
        if (deferred.HasPostponed)
            deferred.RecordState(StateNow());
        else
            deferred.EndFollowing();
    }

    /// <summary>Delivers the oldest deferred event that is accepted now.</summary>
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
        if (!deferred.MayAccept(wait))
            return false;

        for (var i = 0; i < deferred.Count; i++)
        {
            if (!deferred.IsPostponed(i) && TryTakeDeferredUnder(deferred.ContextOf(i), r, i))
                return true;
        }

        deferred.RecordRefusal(wait);
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
            TakeOutDeferred(r, index);      // like a new event whose filter throws; otherwise it would throw each time
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
        var @event = r.Deferred.TakeOut(index, out var origin);
        origin?.EndDeferred(r.Timers);
        return @event;
    }

    /// <summary>Returns the state. Composed again only if another coroutine waits.</summary>
    private string StateNow()
    {
        var r = Rarely;
        if (!r.State.IsOf(Waiter!, StateName))
            r.State = new(Waiter, Waiter!.Version, StateName, State);
        return r.State.Text;
    }

    /// <summary>Clears the backlog flag, unless deferred events remain, or the end of the input, for which work is awaited.</summary>
    private void ClearBacklog()
    {
        if (HasDeferred || IsInputComplete)
            return;

        Parked &= ~Backlogged;
        Phase &= ~Backlogged;
    }
}
