using System.Runtime.ExceptionServices;
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
            result = default;
            if (!TryUse())
                return false;
            result = SendNow(messageId, @event, reply);
            return true;
        }
    }

    /// <summary>Creates a reply that is published when the turn that gives it is stored.</summary>
    /// <param name="refusal">Why the machine takes no events; null if it does, or must be loaded first.</param>
    /// <returns>The reply; null if the machine takes no events, or must be loaded first.</returns>
    internal ReplyTo<TReply>? TryNewReply<TReply>(out Exception? refusal)
    {
        lock (clock)
        {
            refusal = RefusalNow();
            return Stage == InstanceStage.Resident ? new(machine!, OnReplied) : null;
        }
    }

    /// <summary>Shows an event to the machine without recording it.</summary>
    /// <param name="question">The event.</param>
    /// <param name="reply">Its reply.</param>
    /// <param name="number">The number of the record that the answer follows from.</param>
    /// <param name="failure">The exception for the caller; null if there is none.</param>
    /// <returns>False if the machine must be loaded first.</returns>
    internal bool TryQuery(TEvent question, IPendingReply reply, out long number, out Exception? failure)
    {
        lock (clock)
        {
            failure = null;
            number = sequence;
            if (!TryUse())
                return false;
            number = sequence;

            if (RefusalNow() is { } refusal)
            {
                failure = refusal;
                return true;
            }

            var live = Turn.Rent(this, hasSender: false, isAsync: true);
            var before = (machine!.StateHash, machine.HashTimers(), clock.HashTimers(), machine.DeferredCount);
            Begin(live, clock.Now);
            Delivery delivery;
            isQuery = true;
            try
            {
                delivery = machine.Deliver(question, out failure);
            }
            finally
            {
                isQuery = false;
                End();
            }

            var isSame = (machine.StateHash, machine.HashTimers(), clock.HashTimers(), machine.DeferredCount) == before
                && requests == 0 && rare is not { NewPatches.Count: > 0 };
            reply.EndTurn(failure);
            live.Return();
            if (delivery == Delivery.Ignored)
                failure = HasIgnored();
            if (isSame && (reply.IsSettled || delivery is Delivery.Ignored or Delivery.Refused))
                return true;
            failure = new InvalidOperationException(
                $"Machine {journaled.Id} has changed while it answered a question, which is not recorded, or has not replied at once. "
                + "Use AskAsync for such events.");
            Leave(failure);
            host.Wake(Key);
            return true;
        }
    }

    private bool IsUsable => (Stage is InstanceStage.Resident or InstanceStage.Ended or InstanceStage.Parked) && journaled.Failure is null;

    /// <summary>Fires the timers that are due, which come before everything else.</summary>
    /// <returns>False if the machine must be loaded first.</returns>
    private bool TryUse()
    {
        isUsed = true;
        if (!IsUsable || host.IsStopping)
            return false;
        FireOverdue();
        return IsUsable;
    }

    private Exception? RefusalNow() => Stage switch
    {
        InstanceStage.Ended => new MachineEndedException(
            $"Machine {journaled.Id} has ended. Purge it if a new machine with this key may start."),
        InstanceStage.Parked => new MachineParkedException(journaled.Id.ToString(), ParkedReason ?? ""),
        _ => null,
    };

    private ValueTask<SendReceipt> SendNow(string? messageId, TEvent @event, IPendingReply? reply)
    {
        if (messageId is not null && rare is { } r && r.Messages.TryGet(messageId, out var number) && number <= sequence)
            return AfterStoring(number, new(number, IsDuplicate: true));
        if (RefusalNow() is { } refusal)
            return AfterStoring(sequence, default, refusal);

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
                return AfterStoring(sequence, default, fault);
            }
        }
        finally
        {
            End();
        }

        live.Return();
        if (reply is not null)
        {
            rare!.OpenReplies.Remove(reply);
            failure ??= HasIgnored();
        }

        return AfterStoring(sequence, default, failure);
    }

    private UnexpectedEventException HasIgnored() => new(
        $"Machine {journaled.Id} ignored a request in state {machine!.State} (waiting at {machine.Position}), so it will not reply. "
        + "Receive or handle it there.");

    private void OnReplied(IPendingReply reply)
    {
        if (ReferenceEquals(CurrentTurn.Machine, this) && turn is { } live)
            live.Replies.Add(reply);
        else
            reply.EndTurn(failure: null);
    }

    /// <summary>
    /// Answers a sender when the records that the answer follows from are stored: what follows from a turn that is not stored is void.
    /// </summary>
    private ValueTask<SendReceipt> AfterStoring(long number, SendReceipt receipt, Exception? failure = null)
    {
        if (Volatile.Read(ref committed) < number)
            return new(WaitAsync());
        return failure is null ? new(receipt) : ValueTask.FromException<SendReceipt>(failure);

        async Task<SendReceipt> WaitAsync()
        {
            await WhenStoredAsync(number).ConfigureAwait(true);
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
            return receipt;
        }
    }

    /// <summary>Returns a task that ends when a record is stored, or fails with the exception of the journal.</summary>
    internal async Task WhenStoredAsync(long number)
    {
        while (Volatile.Read(ref committed) < number)
        {
            if (journaled.Failure is { } failure)
                ExceptionDispatchInfo.Throw(failure);
            await NextCommit().ConfigureAwait(true);
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
