using CoroFsm.Benchmarks.Durable.Storages;
using CoroFsm.Benchmarks.Ratios;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>Commits rows that were made before, without a host.</summary>
/// <param name="name">The name of the case.</param>
/// <param name="store">The storage.</param>
/// <param name="rows">The number of rows of a commit, each of another machine; 1 needs no transaction.</param>
/// <param name="divisor">The number of operations of the suite for one row.</param>
internal sealed class BareCommitsCase(string name, BareSqlite store, int rows, int divisor = 1) : Case(name)
{
    private long done;

    internal override int Divisor => divisor;

    internal override long Run(int operations)
    {
        for (var left = operations; left > 0; left -= rows)
            Commit(Math.Min(rows, left));
        return done;
    }

    private void Commit(int count)
    {
        if (rows > 1)
            store.Begin();
        for (var i = 0; i < count; i++)
        {
            var payload = Orders.Payloads[done % Orders.Payloads.Length];
            store.Insert(1 + (done % rows), 1 + (done / rows), done.GetHashCode(), payload);
            done++;
        }

        if (rows > 1)
            store.Commit();
    }
}
