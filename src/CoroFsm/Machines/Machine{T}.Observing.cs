namespace CoroFsm;

/// <content>What an observer is told.</content>
public sealed partial class Machine<TEvent>
{
    private void ObserveStart()
    {
        if (Options.Observer is not { } observer)
            return;

        Rarely.ObservedState = (Phase & Waiting) != 0 ? StateNow() : "";
        try
        {
            observer.OnStarted(this);
        }
        catch
        {
            Dispose();      // nobody will get hold of it
            throw;
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

    private void ObserveEnd(IMachineObserver observer)
    {
        if (reserve is { } r)
        {
            foreach (var queued in r.Queue)
                observer.OnDropped(this, queued);
            for (var i = 0; i < r.Deferred.Count; i++)
                observer.OnDropped(this, r.Deferred[i]);
        }

        if (Fault is { } fault)
            observer.OnFaulted(this, fault);
        else
            observer.OnEnded(this);
    }
}
