namespace CoroFsm;

/// <content>Notification of the observer.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Gets a value indicating whether nothing is notified of faults.</summary>
    internal bool IsUnobserved => Options.Observer is null;

    /// <summary>Notifies the observer of the start.</summary>
    /// <returns>The exception of the observer; null if there was none.</returns>
    private Exception? ObserveStart()
    {
        if (Options.Observer is not { } observer)
            return null;

        if ((Phase & Waiting) != 0 && Root is { IsCompleted: false })
            Rarely.ObservedState = StateNow();
        try
        {
            observer.OnStarted(this);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private void ObserveState(IMachineObserver observer)
    {
        var r = Rarely;
        var (before, now) = (r.ObservedState, StateNow());
        if (before == now)
            return;

        r.ObservedState = now;
        observer.OnStateChanged(this, before, now);
    }

    /// <summary>
    /// Notifies the observer while a coroutine may be running. An exception of the observer is for the sender; the coroutine must not
    /// receive it.
    /// </summary>
    private void ObserveForSender(TEvent @event, Action<Machine, object?> notification)
    {
        try
        {
            notification(this, @event);
        }
        catch (Exception error)
        {
            KeepForSender(error);
        }
    }

    /// <summary>Captures an exception that is thrown to the sender when the machine waits again.</summary>
    private void KeepForSender(Exception error)
    {
        Rarely.Refusal ??= error;
        MarkBacklogged();
    }

    /// <summary>Notifies the observer of all dropped events and of the end, even if it throws.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="failure">The fault of the machine; null if there is none.</param>
    /// <returns>The fault, or else the first exception of the observer.</returns>
    private Exception? ObserveEnd(IMachineObserver observer, Exception? failure)
    {
        if (reserve is { } r)
        {
            foreach (var (dropped, context) in r.Queue)
                ObserveDrop(observer, dropped, context, ref failure);
            for (var i = 0; i < r.Deferred.Count; i++)
                ObserveDrop(observer, r.Deferred[i], r.Deferred.ContextOf(i), ref failure);
        }

        try
        {
            if (Fault is { } fault)
                observer.OnFaulted(this, fault);
            else
                observer.OnEnded(this);
        }
        catch (Exception error)
        {
            failure ??= error;
        }

        return failure;
    }

    private void ObserveDrop(IMachineObserver observer, TEvent dropped, ExecutionContext context, ref Exception? failure)
    {
        try
        {
            RunUnder(context, static (machine, drop) => drop.observer.OnDropped(machine, drop.dropped), (observer, dropped));
        }
        catch (Exception error)
        {
            failure ??= error;
        }
    }
}
