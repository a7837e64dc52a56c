namespace CoroFsm;

/// <content>The start, and the end before the first wait.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Calls the coroutine, and runs the machine until it waits.</summary>
    /// <param name="coroutine">Calls the coroutine.</param>
    /// <param name="named">What the machine is named after until it waits; null: <paramref name="coroutine"/>.</param>
    internal void Start(Func<Inbox<TEvent>, Coroutine> coroutine, Delegate? named = null)
    {
        NameAfter(named ?? coroutine);
        if (IsGuarded)
            Guarded(static (machine, coroutine) => machine.Begin(coroutine(new(machine))), coroutine);
        else
            Begin(coroutine(new(this)));
    }

    /// <summary>Takes over the coroutine that has been called with the machine's inbox.</summary>
    private void Begin(Coroutine coroutine)
    {
        coroutine.Claim();
        Root = coroutine.Frame;
        TellStarted();
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
            IsClosing = true;       // the caller will not get hold of it
        if (Phase == Waiting)
            return;
        KeepWaiter(Root);           // it does not wait at this inbox: Settle says so
        Settle(failure);
    }
}
