using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Durability;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Sends events to one durable machine whose journal acknowledges at once: the cost of the host alone.</summary>
internal sealed class TurnsCase(string name, string baseline, DurableHost<OrderEvent> host) : Case(name, baseline)
{
    private long done;

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left--)
        {
            var sent = host.SendAsync("order 1", Orders.Cycle[done++ % Orders.Cycle.Length]);
            if (!sent.IsCompleted)
                throw new InvalidOperationException("The journal has not acknowledged at once.");
            _ = sent.GetAwaiter().GetResult();
        }

        return done;
    }
}
