namespace CoroFsm.Benchmarks.Dispatch.Coroutines;

/// <summary>Takes each event itself, and passes it through a sub-coroutine that has nothing to wait for.</summary>
internal static class CallWithoutWait
{
    internal static async Coroutine Run(Inbox<byte> inbox, Counter transitions)
    {
        while (true)
        {
            while (await Same(await inbox.Receive()) != 0)
            {
            }

            transitions.Count++;
            while (await Same(await inbox.Receive()) != 1)
            {
            }

            transitions.Count++;
            while (await Same(await inbox.Receive()) != 2)
            {
            }

            transitions.Count++;
            while (await Same(await inbox.Receive()) != 3)
            {
            }

            transitions.Count++;
        }
    }

    private static async Coroutine<byte> Same(byte e)
    {
        if (e >= FourStatesCase.States)
            await Coroutine.Completed;      // never: it is here because a method without an await is no coroutine
        return e;
    }
}
