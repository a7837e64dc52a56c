namespace CoroFsm.Benchmarks.Dispatch.Coroutines;

/// <summary>Takes the events four at a time, by a call of a sub-coroutine.</summary>
internal static class CallPerFourEvents
{
    internal static async Coroutine Run(Inbox<byte> inbox, Counter transitions)
    {
        var ring = new Ring(transitions);
        while (true)
            await TakeFour(inbox, ring);
    }

    private static async Coroutine TakeFour(Inbox<byte> inbox, Ring ring)
    {
        ring.Take(await inbox.Receive());
        ring.Take(await inbox.Receive());
        ring.Take(await inbox.Receive());
        ring.Take(await inbox.Receive());
    }
}
