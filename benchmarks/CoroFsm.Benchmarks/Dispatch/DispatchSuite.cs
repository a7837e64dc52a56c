using CoroFsm.Benchmarks.Dispatch.Contenders;
using CoroFsm.Benchmarks.Dispatch.Coroutines;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Dispatch;

/// <summary>Measures sending an event to a machine.</summary>
internal static class DispatchSuite
{
    internal const string Name = "dispatch";

    internal static Suite Create() => new(Name, "event", RandomEvents.Count,
    [
        new SwitchCase("switch"),
        new IteratorCase(),
        new MachineCase("flat", "switch", Flat.Run),
        new MachineCase("generator", "iterator", Generator.Run),

        new MachineCase("sub/1", "flat", CallPerEvent.Run),
        new MachineCase("sub/4", "flat", CallPerFourEvents.Run),
        new MachineCase("sub/hot", "flat", CallWithoutWait.Run) { IsSurcharge = true },
        new MachineCase("depth/1", "flat", (inbox, transitions) => Nested.Run(inbox, transitions, depth: 1)),
        new MachineCase("depth/10", "depth/1", (inbox, transitions) => Nested.Run(inbox, transitions, depth: 10)),
        new MachineCase("depth/100", "depth/1", (inbox, transitions) => Nested.Run(inbox, transitions, depth: 100)),

        new MachineCase("selective", "flat", Selective.Run, Unmatched.Ignore),
        new MachineCase("deferral-idle", "flat", Flat.Run, Unmatched.Defer),
        new MachineCase("superstate", "flat", Selective.RunInSuperstate),

        new TaskCase(),
        new ChannelCase(),
        new StatelessCase("stateless", "flat"),

        new SwitchCase("switch/transit") { TransitsAlways = true },
        new MachineCase("flat/transit", "switch/transit", Flat.Run) { TransitsAlways = true },
        new StatelessCase("stateless/transit", "flat/transit") { TransitsAlways = true },

        new SpawnCase(),
    ])
    {
        Measurements = [WaitingMachines.Create()],
    };
}
