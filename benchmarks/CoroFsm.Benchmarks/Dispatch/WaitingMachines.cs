using CoroFsm.Benchmarks.Dispatch.Coroutines;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>Measures a million machines that have been started and wait for their first event.</summary>
internal static class WaitingMachines
{
    private const int Count = 1_000_000;

    internal static Footprint Create()
    {
        var transitions = new Counter();
        Func<Inbox<byte>, Coroutine> coroutine = inbox => Flat.Run(inbox, transitions);
        return new("waiting-machine", baseline: "spawn", Count, () => Machine.Start(coroutine));
    }
}
