namespace CoroFsm.Benchmarks.Dispatch.Coroutines;

/// <summary>Takes each event by a call of a sub-coroutine, which waits, returns the event, and has ended.</summary>
internal static class CallPerEvent
{
    internal static async Coroutine Run(Inbox<byte> inbox, Counter transitions)
    {
        while (true)
        {
            while (await Next(inbox) != 0)
            {
            }

            transitions.Count++;
            while (await Next(inbox) != 1)
            {
            }

            transitions.Count++;
            while (await Next(inbox) != 2)
            {
            }

            transitions.Count++;
            while (await Next(inbox) != 3)
            {
            }

            transitions.Count++;
        }
    }

    private static async Coroutine<byte> Next(Inbox<byte> inbox) => await inbox.Receive();
}
