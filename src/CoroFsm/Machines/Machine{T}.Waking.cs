namespace CoroFsm;

/// <content>Resumption of an enumeration's wait without an event.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Gets a value indicating whether an observer is notified.</summary>
    internal bool IsObserved => Options.Observer is not null;

    /// <inheritdoc/>
    internal override void Wake()
    {
        if (IsGuarded)
            Guarded(static (machine, _) => machine.WakeNow(), 0);
        else
            WakeNow();
    }

    /// <inheritdoc/>
    internal override void ForgetWake()
    {
        if (reserve is { } r)
            r.IsWoken = false;
    }

    private void WakeNow()
    {
        if ((Phase & Ended) != 0)
            return;

        Rarely.IsWoken = true;
        RequestSettle();
    }

    private bool TryResumeWoken()
    {
        if (reserve is not { IsWoken: true } r || AwaitsWork)
            return false;

        r.IsWoken = false;
        ForgetLimit();
        Phase = Signal;
        ResumeWaiter();
        return true;
    }
}
