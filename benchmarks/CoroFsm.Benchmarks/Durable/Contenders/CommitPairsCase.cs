using CoroFsm.Benchmarks.Durable.Storages;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Commits two rows one after the other. One operation is both.</summary>
internal sealed class CommitPairsCase(string name, BareSqlite store, int divisor) : Case(name)
{
    private long done;

    internal override int Divisor => divisor;

    internal override long Run(int operations)
    {
        for (var end = done + operations; done < end; done++)
        {
            for (var i = 0; i < 2; i++)
                store.Insert(machine: 1, (2 * done) + i + 1, done, Orders.Payloads[done % Orders.Payloads.Length]);
        }

        return done;
    }
}
