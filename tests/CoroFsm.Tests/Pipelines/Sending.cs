namespace CoroFsm.Tests.Pipelines;

/// <summary>Sends directly, without a source.</summary>
internal static class Sending
{
    public static void Send<T>(IObserver<T> target, IEnumerable<T> items)
    {
        foreach (var item in items)
            target.OnNext(item);
        target.OnCompleted();
    }

    public static void SendForEver(IObserver<int> target)
    {
        var sent = 0;
        SendForEver(target, ref sent);
    }

    public static void SendForEver(IObserver<int> target, ref int sent)
    {
        for (; ; sent++)
            target.OnNext(sent);
    }

    /// <summary>A thread that only sends sleeps only when the stage is full.</summary>
    public static void WaitUntilItSleeps(Thread sender, Probe<int> next)
    {
        SpinWait.SpinUntil(() => sender.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !sender.IsAlive);
        if (!sender.IsAlive)
            next.Open();        // otherwise its worker would wait forever
        Assert.True(sender.IsAlive, "The sender was not held back.");
    }
}
