namespace CoroFsm.Scheduling;

/// <content>The messages for which there is no room.</content>
internal sealed partial class Mailbox
{
    /// <summary>Messages that wait for room, in the order of their sends; null: there are none.</summary>
    internal Queue<IPendingMessage>? Pending;

    /// <summary>The number of those that the senders have given up.</summary>
    private int givenUp;

    internal void AddPending(IPendingMessage pending)
    {
        plain = null;
        (Pending ??= []).Enqueue(pending);
    }

    /// <summary>Notes that a sender has given its message up. When most have, they are removed, so that the queue stays bounded.</summary>
    internal void GiveUpPending()
    {
        if (Pending is null || ++givenUp * 2 <= Pending.Count)
            return;

        givenUp = 0;
        Pending = new(Pending.Where(static pending => pending.IsWanted));
        if (Pending.Count == 0)
            Pending = null;
    }

    /// <summary>
    /// Lets the message in that has waited longest, now that one was taken; unless timers have filled the mailbox beyond its capacity.
    /// </summary>
    internal void MakeRoom()
    {
        if (Count >= capacity)
            return;
        while (Pending!.TryDequeue(out var pending))
        {
            if (pending.TryPut(this))
                break;
            givenUp--;
        }

        if (Pending.Count == 0)
            Pending = null;
    }
}
