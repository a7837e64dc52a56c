using CoroFsm.Benchmarks.Durable.Storages;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Reads the rows that <see cref="ReplayCase"/> replays, and does nothing with them.</summary>
internal sealed class BareReadCase(string name, BareSqlite store) : Case(name)
{
    private long done;

    internal override int Divisor => ReplayCase.OperationsPerEvent;

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left -= ReplayCase.Events)
            done += Math.Min(left, ReplayCase.Events) + (store.Read(machine: 1) - ReplayCase.Events);
        return done;
    }
}
