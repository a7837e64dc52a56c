namespace CoroFsm.Benchmarks.Dispatch.Contenders;

/// <summary>A machine for each event: it is started, takes the event, and ends.</summary>
internal sealed class SpawnCase : FourStatesCase
{
    private readonly Func<Inbox<byte>, Coroutine> coroutine;

    internal SpawnCase()
        : base("spawn", "flat")
    {
        var ring = new Ring(Transitions);
        coroutine = inbox => TakeOne(inbox, ring);
    }

    protected override void Handle(ReadOnlySpan<byte> events)
    {
        foreach (var e in events)
        {
            using var machine = Machine.Start(coroutine);
            machine.Send(e);
        }
    }

    private static async Coroutine TakeOne(Inbox<byte> inbox, Ring ring) => ring.Take(await inbox.Receive());
}
