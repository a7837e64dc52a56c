namespace CoroFsm.Benchmarks.Dispatch.Coroutines;

/// <summary>The four states in an iterator that yields its waits.</summary>
internal static class Generator
{
    internal static Coroutine Run(Inbox<byte> inbox, Counter transitions) => inbox.Run(States(inbox, transitions));

    private static IEnumerable<Wait> States(Inbox<byte> inbox, Counter transitions)
    {
        while (true)
        {
            do
                yield return inbox.Receive();
            while (inbox.Current != 0);
            transitions.Count++;

            do
                yield return inbox.Receive();
            while (inbox.Current != 1);
            transitions.Count++;

            do
                yield return inbox.Receive();
            while (inbox.Current != 2);
            transitions.Count++;

            do
                yield return inbox.Receive();
            while (inbox.Current != 3);
            transitions.Count++;
        }
    }
}
