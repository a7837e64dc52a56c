namespace CoroFsm;

/// <content>The removal from memory, without an end of the coroutine.</content>
public sealed partial class Machine<TEvent>
{
    /// <inheritdoc/>
    internal override void Abandon()
    {
        if ((Phase & Ended) != 0)
            return;
        if ((Phase & Waiting) == 0 || (turns is not null && !turns.TryEnter()))
            throw IsRunning();

        try
        {
            AbandonNow();
        }
        finally
        {
            turns?.Exit();
        }
    }

    private void AbandonNow()
    {
        Phase = Ended | Abandoned;
        ReleaseFrames();
        Waiter = null;
        filter = null;
        Current = default!;
        turns?.Hashed = null;
        if (reserve is { } r)
        {
            r.Work?.Forget();
            r.Invoked?.ForEach(static work => work.Forget());
            r.Invoked = null;
            r.Refusal = null;
            r.DropAll();
        }

        try
        {
            Options.Observer?.OnAbandoned(this);
        }
        finally
        {
            NotifyEnd();
        }
    }

    /// <summary>Returns the frames to their pools, from the coroutine that waits to the outermost one.</summary>
    private void ReleaseFrames()
    {
        if (!IsRootWaiting())
            return;     // a coroutine that is not awaited waits: others may still refer to its frame

        for (var frame = Waiter; frame is not null;)
        {
            var awaiting = frame.IsAwaited ? frame.Parent : null;
            frame.Release();
            frame = awaiting;
        }
    }
}
