namespace CoroFsm;

/// <content>Work beside the state, whose end comes as an event.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Starts work beside the state.</summary>
    /// <param name="work">The function that is called; null for external work, which has a name.</param>
    /// <param name="call">Calls the function.</param>
    /// <param name="done">Makes the event of work that has succeeded, of its task.</param>
    /// <param name="failed">Makes the event of work that has failed; null to raise the exception at the wait.</param>
    /// <param name="cancelled">Makes the event of work that was cancelled by itself; null for <paramref name="failed"/>.</param>
    /// <param name="name">The name of the work; null for that of the function.</param>
    internal WorkScope<TEvent> Invoke(
        Delegate? work,
        Func<PendingWork<TEvent>, Task> call,
        Func<Task, TEvent> done,
        Func<Exception, TEvent>? failed,
        Func<TEvent>? cancelled,
        string? name)
    {
        CheckCanAwait();
        if (work is not null)
            CheckCanCall();
        if ((Phase & Ended) != 0)
        {
            throw new MachineEndedException(
                $"Machine {Name} has ended ({Status}), so it cannot start work. Start it before the coroutine returns.", Fault);
        }

        var invoked = new InvokedWork<TEvent>(this, done, failed, cancelled);
        (Rarely.Invoked ??= []).Add(invoked);
        if (ExploredWork.IsActive)
            invoked.ExploredName = NameOf(work, name);
        invoked.Begin(call, Options.Observer is null ? null : Describe(work, name));
        return new(this, invoked);
    }

    /// <summary>Sends the event of work that has ended, in a turn of its own.</summary>
    internal void DeliverInvoked(InvokedWork<TEvent> work)
    {
        if ((Phase & Ended) != 0)
            return;

        reserve!.Invoked!.Remove(work);
        ObserveWorkEnd(work);
        var @event = MakeEvent(work, out var error);
        Exception? failure = null;
        if (error is not null)
            Raise(error, sticky: 0);
        else if (!IsInputComplete)
            failure = Offer(work, @event!);
        else if (Options.Observer is { } observer)
            ObserveForSender(@event!, observer.OnDropped);
        Settle(failure);
    }

    /// <summary>Cancels work beside the state, or takes the event of its end back.</summary>
    internal void LeaveInvoked(InvokedWork<TEvent> work)
    {
        if (!work.IsRunning && !work.IsDeferred)
            return;

        CheckCanAwait();
        if (work.IsDeferred)
        {
            reserve!.Deferred.Remove(work);
            var @event = work.Event!;
            work.TakeBack();
            if (Options.Observer is { } observer)
                ObserveForSender(@event, observer.OnDropped);
            return;
        }

        reserve!.Invoked!.Remove(work);
        Cancel(work);
    }

    /// <summary>Cancels all work beside the state, because the machine has ended.</summary>
    private void LeaveAllInvoked()
    {
        // A callback of a token may dispose of the scope of other work.
        while (reserve?.Invoked is { Count: > 0 } all)
        {
            var work = all[^1];
            all.RemoveAt(all.Count - 1);
            Cancel(work);
        }
    }

    private void Cancel(InvokedWork<TEvent> work)
    {
        try
        {
            work.Cancel();
        }
        catch (Exception error)
        {
            KeepForSender(error);
        }

        ObserveWorkLeft(work);
    }

    private Exception? Offer(InvokedWork<TEvent> work, TEvent @event)
    {
        try
        {
            work.Keep(@event);
            Offer(@event, work);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    /// <summary>Makes the event of work that has ended. It is user code: events that it sends to this machine are queued.</summary>
    private TEvent? MakeEvent(InvokedWork<TEvent> work, out Exception? error)
    {
        var phase = Phase;
        Phase = Handling;
        try
        {
            return work.MakeEvent(out error);
        }
        finally
        {
            Phase = phase | (Parked & Backlogged);
        }
    }
}
