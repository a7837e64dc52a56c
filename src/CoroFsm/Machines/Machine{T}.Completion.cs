namespace CoroFsm;

/// <content>The end of the machine, as a task.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>The completion of a synchronized machine that has ended before any thread requested one.</summary>
    private static readonly TaskCompletionSource NotRequested = new();

    /// <inheritdoc/>
    public override Task Completion
    {
        get
        {
            ref var completion = ref turns is null ? ref (Rarely.EndWaiters ??= new()).Completion : ref turns.Completion;
            while (true)
            {
                var found = Volatile.Read(ref completion);
                if (found is not null && !ReferenceEquals(found, NotRequested))
                    return found.Task;

                var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (found is not null || (turns is null && (Phase & Ended) != 0))
                    SetEnded(created);
                if (ReferenceEquals(Interlocked.CompareExchange(ref completion, created, found), found))
                    return created.Task;
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        try
        {
            if (turns is null || turns.IsInside)
            {
                Dispose();
                return (Phase & Ended) != 0 ? default : new(Completion);
            }

            if (!turns.TryEnter())
                return new(turns.Queue(CloseNow, CancellationToken.None));
            try
            {
                CloseNow();
            }
            finally
            {
                turns.Exit();
            }

            return default;
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    /// <summary>Notifies everything that waits for the end: the unanswered requests and <see cref="Completion"/>.</summary>
    private void NotifyEnd()
    {
        reserve?.EndWaiters?.FailAll(static (machine, request) => machine.EndedWithoutReply(request), this);
        var completion = turns is null
            ? reserve?.EndWaiters?.Completion
            : Interlocked.CompareExchange(ref turns.Completion, NotRequested, null);
        if (completion is not null)
            SetEnded(completion);
    }

    private void SetEnded(TaskCompletionSource completion)
    {
        if (Fault is not { } fault)
        {
            completion.TrySetResult();
        }
        else if (completion.TrySetException(fault))
        {
            _ = completion.Task.Exception;      // observed: the sender has received it
        }
    }
}
