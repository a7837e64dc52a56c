using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Sends events to the same machine without a host: nothing is stored.</summary>
internal sealed class MachineCase(string name) : Case(name)
{
    private readonly Machine<OrderEvent> machine = Machine.Start<OrderEvent>(Orders.Run);
    private long done;

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left--)
            machine.Send(Orders.Cycle[done++ % Orders.Cycle.Length]);
        return done;
    }
}
