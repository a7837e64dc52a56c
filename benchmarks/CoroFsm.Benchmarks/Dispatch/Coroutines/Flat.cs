namespace CoroFsm.Benchmarks.Dispatch.Coroutines;

/// <summary>The four states in one coroutine that takes every event itself.</summary>
internal static class Flat
{
    internal static async Coroutine Run(Inbox<byte> inbox, Counter transitions)
    {
        while (true)
        {
            while (await inbox.Receive() != 0)
            {
            }

            transitions.Count++;
            while (await inbox.Receive() != 1)
            {
            }

            transitions.Count++;
            while (await inbox.Receive() != 2)
            {
            }

            transitions.Count++;
            while (await inbox.Receive() != 3)
            {
            }

            transitions.Count++;
        }
    }
}
