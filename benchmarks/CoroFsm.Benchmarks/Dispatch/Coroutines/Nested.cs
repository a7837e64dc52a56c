namespace CoroFsm.Benchmarks.Dispatch.Coroutines;

/// <summary>Runs the flat coroutine at a given depth of calls.</summary>
internal static class Nested
{
    internal static async Coroutine Run(Inbox<byte> inbox, Counter transitions, int depth)
    {
        if (depth > 1)
            await Run(inbox, transitions, depth - 1);
        else
            await Flat.Run(inbox, transitions);
    }
}
