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

    /// <summary>
    /// Ends the input like <see cref="Complete"/>, but does not block: if another thread is inside a synchronized machine, the call is
    /// queued, behind those that have arrived before.
    /// </summary>
    /// <returns>A task that ends when the call has been processed, and fails with the exception of the coroutine.</returns>
    /// <remarks>The machine may live on: <see cref="Completion"/> ends with it.</remarks>
    public Task CompleteAsync() => CallAsync(static machine => machine.CompleteNow());

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        var closing = CallAsync(static machine => machine.CloseNow());
        return closing.IsCompletedSuccessfully && (Phase & Ended) == 0 && turns is null or { IsInside: true }
            ? new(Completion)       // closed from inside: takes effect at the next wait
            : new(closing);
    }

    /// <summary>Performs a call immediately if no other thread is inside; otherwise queues it.</summary>
    private Task CallAsync(Action<Machine<TEvent>> call)
    {
        try
        {
            if (turns is { IsInside: false })
            {
                if (!turns.TryEnter())
                    return turns.Queue(() => call(this), CancellationToken.None);

                try
                {
                    call(this);
                }
                finally
                {
                    turns.Exit();
                }
            }
            else if (IsGuarded)
            {
                Guarded(static (machine, call) => call(machine), call);
            }
            else
            {
                call(this);
            }

            return Task.CompletedTask;
        }
        catch (Exception error)
        {
            return Task.FromException(error);
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
        if ((Phase & Abandoned) != 0)
        {
            completion.TrySetCanceled();
        }
        else if (Fault is not { } fault)
        {
            completion.TrySetResult();
        }
        else if (completion.TrySetException(fault))
        {
            _ = completion.Task.Exception;      // observed: the sender has received it
        }
    }
}
