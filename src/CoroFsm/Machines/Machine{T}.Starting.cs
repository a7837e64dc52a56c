namespace CoroFsm;

/// <content>The start, and an end before the first wait.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Calls the coroutine and runs the machine until it waits.</summary>
    /// <param name="coroutine">Calls the coroutine.</param>
    /// <param name="named">The delegate from which the name of the machine is derived until it waits; null for
    /// <paramref name="coroutine"/>.</param>
    internal void Start(Func<Inbox<TEvent>, Coroutine> coroutine, Delegate? named = null)
    {
        NameAfter(named ?? coroutine);
        if (IsGuarded)
            Guarded(static (machine, coroutine) => machine.Begin(coroutine), coroutine);
        else
            Begin(coroutine);
    }

    /// <summary>Calls the coroutine and takes it over. An exception of the call is that of the coroutine.</summary>
    private void Begin(Func<Inbox<TEvent>, Coroutine> coroutine)
    {
        Coroutine called;
        try
        {
            called = coroutine(new(this));
            called.Claim();
        }
        catch (Exception error)
        {
            called = new(new FailedFrame<VoidResult>(error));
            called.Claim();
        }

        Root = called.Frame;
        RaiseStarted();
        var failure = (Parked & Supervised) != 0 ? ObserveStart() : null;
        if (Root is null or { IsCompleted: true })
        {
            var error = Root?.Error;
            var thrown = End(IsNormalEnd(error) && (Phase & Waiting) != 0 ? LostCall() : error);
            if ((thrown ?? failure ?? reserve?.Refusal) is { } first)
                Delegation.Rethrow(first);
            return;
        }

        NameAfterRoot();
        if (failure is not null)
            IsClosing = true;       // the caller will not receive the machine
        if (Phase == Waiting)
            return;
        KeepWaiter(Root);           // it does not wait at this inbox: Settle reports that
        Settle(failure);
    }
}
