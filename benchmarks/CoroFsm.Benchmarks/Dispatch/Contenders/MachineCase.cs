namespace CoroFsm.Benchmarks.Dispatch.Contenders;

/// <summary>A coroutine of this library, started as a machine.</summary>
internal sealed class MachineCase : FourStatesCase
{
    private readonly Machine<byte> machine;

    internal MachineCase(
        string name,
        string baseline,
        Func<Inbox<byte>, Counter, Coroutine> coroutine,
        Unmatched unmatched = Unmatched.Throw)
        : base(name, baseline) =>
        machine = Machine.Start<byte>(inbox => coroutine(inbox, Transitions), new() { Unmatched = unmatched });

    protected override void Handle(ReadOnlySpan<byte> events)
    {
        foreach (var e in events)
            machine.Send(e);
    }
}
