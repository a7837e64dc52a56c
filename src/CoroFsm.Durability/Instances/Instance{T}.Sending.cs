using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>Events.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>Handles an event, if the machine is in memory.</summary>
    /// <param name="messageId">The sender's identifier of the event; null for none.</param>
    /// <param name="event">The event.</param>
    /// <param name="reply">The reply that the event asks for; null for none.</param>
    /// <param name="result">The task that ends when the event is stored.</param>
    /// <returns>False if the machine must be loaded first.</returns>
    internal bool TrySend(string? messageId, TEvent @event, IPendingReply? reply, out ValueTask<SendReceipt> result)
    {
        lock (clock)
        {
            if (!IsUsable)
            {
                result = default;
                return false;
            }

            result = SendNow(messageId, @event, reply);
            return true;
        }
    }

    /// <summary>Creates a reply that is published when the turn that gives it is stored; null if the machine takes no events.</summary>
    internal ReplyTo<TReply>? TryNewReply<TReply>()
    {
        lock (clock)
            return Stage == InstanceStage.Resident ? new(machine!, OnReplied) : null;
    }

    /// <summary>Returns the exception for an event that the machine cannot take.</summary>
    internal Exception Refusal()
    {
        lock (clock)
            return RefusalNow() ?? new JournalException($"Machine {journaled.Id} is being loaded again. Try again.");
    }

    /// <summary>Shows an event to the machine without recording it.</summary>
    internal bool TryQuery(TEvent question, IPendingReply reply, out Exception? failure)
    {
        lock (clock)
        {
            failure = null;
            if (!IsUsable)
                return false;

            if (RefusalNow() is { } refusal)
            {
                failure = refusal;
                return true;
            }

            var live = Turn.Rent(this, hasSender: false, isAsync: true);
            var before = (machine!.StateHash, machine.HashTimers(), machine.DeferredCount);
            Begin(live, clock.Now);
            try
            {
                machine.Deliver(question, out failure);
            }
            finally
            {
                End();
            }

            var isSame = (machine.StateHash, machine.HashTimers(), machine.DeferredCount) == before && requests == 0;
            reply.EndTurn(failure);
            live.Return();
            if (isSame)
                return true;
            failure = new InvalidOperationException(
                $"Machine {journaled.Id} has changed while it answered a question, which is not recorded. Use AskAsync for such events.");
            Leave();
            return true;
        }
    }

    private bool IsUsable => (Stage is InstanceStage.Resident or InstanceStage.Ended or InstanceStage.Parked) && journaled.Failure is null;

    private Exception? RefusalNow() => Stage switch
    {
        InstanceStage.Ended => new MachineEndedException(
            $"Machine {journaled.Id} has ended. Purge it if a new machine with this key may start."),
        InstanceStage.Parked => new MachineParkedException(journaled.Id.ToString(), ParkedReason ?? ""),
        _ => null,
    };

    private ValueTask<SendReceipt> SendNow(string? messageId, TEvent @event, IPendingReply? reply)
    {
        if (messageId is not null && rare is { } r && r.Messages.TryGet(messageId, out var number))
            return WhenCommitted(number);
        if (RefusalNow() is { } refusal)
            return ValueTask.FromException<SendReceipt>(refusal);

        var live = Turn.Rent(this, hasSender: true, host.IsAsync);
        try
        {
            host.Payloads.Write(journaled.Id, @event, host.EventType, live.Bodies);
        }
        catch
        {
            live.Return();
            throw;
        }

        if (reply is not null)
            Rarely.OpenReplies.Add(reply);
        var task = live.Task;
        Exception? failure;
        Begin(live, host.Now);
        try
        {
            var delivery = machine!.Deliver(@event, out failure);
            if (delivery is Delivery.Handled or Delivery.Deferred)
            {
                if (Keep(live, RecordKind.Event, start: 0, failure, messageId) is not { } fault)
                    return task;
                return ValueTask.FromException<SendReceipt>(fault);
            }
        }
        finally
        {
            End();
        }

        live.Return();
        if (reply is not null)
            rare!.OpenReplies.Remove(reply);
        return failure is null ? new(new SendReceipt(0, IsDuplicate: false)) : ValueTask.FromException<SendReceipt>(failure);
    }

    private void OnReplied(IPendingReply reply)
    {
        if (ReferenceEquals(inside, this) && turn is { } live)
            live.Replies.Add(reply);
        else
            reply.EndTurn(failure: null);
    }

    /// <summary>Returns a task that ends when a record is stored whose event was sent again.</summary>
    private ValueTask<SendReceipt> WhenCommitted(long number)
    {
        var receipt = new SendReceipt(number, IsDuplicate: true);
        return Volatile.Read(ref committed) >= number ? new(receipt) : new(WaitAsync());

        async Task<SendReceipt> WaitAsync()
        {
            while (Volatile.Read(ref committed) < number)
            {
                if (journaled.Failure is { } failure)
                    throw new JournalException(failure.Message, failure);
                await NextCommit().ConfigureAwait(true);
            }

            return receipt;
        }
    }

    private Task NextCommit()
    {
        var waiter = Volatile.Read(ref commitWaiter);
        if (waiter is null)
        {
            var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiter = Interlocked.CompareExchange(ref commitWaiter, own, null) ?? own;
        }

        // A commit between the caller's test and here would not end the task.
        return Volatile.Read(ref committed) >= sequence || journaled.Failure is not null ? Task.CompletedTask : waiter.Task;
    }

    private void ReleaseCommitWaiter() => Interlocked.Exchange(ref commitWaiter, null)?.TrySetResult();
}
