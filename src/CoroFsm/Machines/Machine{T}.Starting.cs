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
            Guarded(static (machine, coroutine) => machine.Begin(coroutine(new(machine))), coroutine);
        else
            Begin(coroutine(new(this)));
    }

    /// <summary>Takes over a coroutine that has been called with the machine's inbox.</summary>
    private void Begin(Coroutine coroutine)
    {
        coroutine.Claim();
        Root = coroutine.Frame;
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
