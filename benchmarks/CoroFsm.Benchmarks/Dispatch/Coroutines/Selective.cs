namespace CoroFsm.Benchmarks.Dispatch.Coroutines;

/// <summary>Takes only the event that matches: the others never reach the coroutine.</summary>
internal static class Selective
{
    internal static async Coroutine Run(Inbox<byte> inbox, Counter transitions)
    {
        while (true)
        {
            await inbox.Expect(0);
            transitions.Count++;
            await inbox.Expect(1);
            transitions.Count++;
            await inbox.Expect(2);
            transitions.Count++;
            await inbox.Expect(3);
            transitions.Count++;
        }
    }

    /// <summary>The same with a superstate around it that handles the others.</summary>
    internal static async Coroutine RunInSuperstate(Inbox<byte> inbox, Counter transitions)
    {
        var others = new Counter();
        using var handler = inbox.Handle(static _ => true, _ => others.Count++);
        await Run(inbox, transitions);
    }
}
