namespace CoroFsm;

/// <content>Timers that send events.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Sets or resets a timer.</summary>
    /// <param name="name">The name; null for the timer of the state.</param>
    /// <param name="due">The due time, in the clock's ticks.</param>
    /// <param name="event">The event to send.</param>
    internal void SetTimer(string? name, long due, TEvent @event)
    {
        CheckRuns();
        var timers = Rarely.Timers ??= new();
        CancelTimer(name);
        if (timers.Count >= EventTimers<TEvent>.Max)
        {
            throw new BacklogFullException(
                $"Machine {Name} has {timers.Count} timers set (last state {State}). "
                + "Cancel timers that are no longer needed, or use one timer for several purposes.");
        }

        if (due != long.MaxValue)
            SetTimer(due);      // first: if the clock throws, no timer remains
        timers.Add(name, due, Lasting.Of(@event));
    }

    /// <summary>Cancels a timer, and removes its event if that is deferred.</summary>
    /// <returns>False if the timer was not set, or its event was received.</returns>
    internal bool CancelTimer(string? name)
    {
        CheckRuns();
        if (reserve?.Timers is not { } timers || timers.Find(name) is not { } timer)
            return false;

        var (isDeferred, @event) = (timer.Due == long.MaxValue, timer.Event);
        if (isDeferred)
            reserve.Deferred.Remove(timer);
        timers.Remove(timer);
        if (isDeferred && Options.Observer is { } observer)
            ObserveForSender(@event!, observer.OnDropped);
        return true;
    }

    private void CheckRuns()
    {
        if ((Phase & Ended) != 0 || turns is not { IsInside: true })
        {
            throw new InvalidOperationException(
                $"Machine {Name} is running none of its coroutines. Set and cancel its timers inside its coroutines.");
        }

        if (reserve is { IsSearched: true })
        {
            throw new InvalidOperationException(
                $"The filter of a receive of machine {Name} cannot set or cancel timers, "
                + "because it may be examining their deferred events. Do so after the receive.");
        }
    }

    /// <summary>Cancels the timer of the state, if the machine waits in another one.</summary>
    private void KeepStateTimer(EventTimers<TEvent> timers)
    {
        timers.State ??= StateNow();
        if (!timers.IsIn(StateNow()))
            CancelTimer(name: null);
    }

    private EventTimer<TEvent>? FirstTimer(Reserve r) => IsInputComplete ? null : r.Timers?.First();

    /// <summary>Returns the timer that is due, unless a substate or the wait times out first.</summary>
    private EventTimer<TEvent>? DueTimer(Reserve r, long now, Handler<TEvent>? substate) =>
        FirstTimer(r) is { } timer && timer.Due <= now && timer.Due <= r.WaitDue && !(substate?.Due <= timer.Due) ? timer : null;

    /// <summary>Sends the event of a timer. The timer is no longer set when the coroutine receives the event.</summary>
    private void SendEventOf(Reserve r, EventTimer<TEvent> timer)
    {
        Exception? failure = null;
        var timers = r.Timers!;
        timers.TakeOut(timer);
        try
        {
            Offer(timer.Event!, timer);
        }
        catch (Exception error)
        {
            failure = error;
        }

        if (timer.Due != long.MaxValue)
            timers.Free(timer);
        Settle(failure);
    }
}
