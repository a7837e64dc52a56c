namespace CoroFsm;

/// <summary>
/// Represents everything that waits for the end of a machine: its completion, and the requests whose turn has ended without a reply.
/// </summary>
internal sealed class EndWaiters<TEvent>
{
    /// <summary>The completion of a machine that is not synchronized; null if it was never requested.</summary>
    internal TaskCompletionSource? Completion;

    private const int MinSweep = 16;

    private readonly List<(TEvent Request, IPendingReply Reply)> requests = [];
    private int nextSweep = MinSweep;

    /// <summary>Adds a request, in a turn of the machine. Removes settled ones now and then, so that no reply searches the list.</summary>
    internal void Add(TEvent request, IPendingReply reply)
    {
        if (requests.Count >= nextSweep)
        {
            requests.RemoveAll(static pending => pending.Reply.IsSettled);
            nextSweep = Math.Max(MinSweep, requests.Count * 2);
        }

        requests.Add((request, reply));
    }

    /// <summary>Fails all requests that are not settled, because the machine has ended.</summary>
    internal void FailAll<TArgument>(Func<TArgument, TEvent, Exception> reason, TArgument argument)
    {
        foreach (var (request, reply) in requests)
        {
            if (!reply.IsSettled)
                reply.Abandon(reason(argument, request));
        }

        requests.Clear();
    }
}
