using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>What follows the commit of a turn.</content>
internal sealed partial class Instance<TEvent>
{
    void ITurnOwner.OnCommitted(Turn turn)
    {
        Interlocked.Exchange(ref committed, turn.LastSequence);     // before the waiter is read: a full fence
        foreach (var reply in turn.Replies)
            reply.EndTurn(failure: null);
        if (turn.HasReleases)
            host.Release(this, turn);
        if (Volatile.Read(ref commitWaiter) is not null)
            ReleaseCommitWaiter();
        turn.Succeed();
    }

    void ITurnOwner.OnFailed(Turn turn, JournalException error)
    {
        // The lock may be held by code of the user, and the journal's thread must not wait for it.
        host.Post(static state => ((Instance<TEvent>)state!).AbandonBroken(), this);
        if (error is JournalUnsureException)
            host.ReadOutboxAgain();     // at once: the messages of later turns may not overtake those of this one
        foreach (var reply in turn.Replies)
            reply.Abandon(error);
        ReleaseCommitWaiter();
        turn.Fail(error);
    }

    /// <summary>Abandons the machine, and loads what the journal has of it: its timers and effects must not wait for an event.</summary>
    private void AbandonBroken()
    {
        Abandon(journaled.Failure ?? new JournalException("The turn was not stored."));
        host.WakeLater(Key);
    }

    /// <summary>Parks the machine after a fault, of whose turn nothing is stored.</summary>
    private void ParkNow(Exception fault)
    {
        Rarely.ParkedReason = $"{fault.GetType().Name}: {fault.Message}";
        Stage = InstanceStage.Parked;
        FailReplies(fault);
        AbandonMachine();
        machine = null;
        host.OnParked(this, fault);
    }

    /// <summary>Returns a task that ends when all turns so far are stored or have failed.</summary>
    internal async Task WhenDrainedAsync()
    {
        while (Volatile.Read(ref committed) < Sequence && journaled.Failure is null)
            await NextCommit().ConfigureAwait(true);
    }

    /// <summary>Fails the callers whose replies a turn has not given, when it is stored.</summary>
    private void FailReplies(Turn live, Exception reason)
    {
        if (rare is not { OpenReplies.Count: > 0 } r)
            return;
        foreach (var reply in r.OpenReplies)
        {
            if (!live.Replies.Contains(reply))
                reply.Abandon(reason);
        }

        r.OpenReplies.Clear();
    }
}
