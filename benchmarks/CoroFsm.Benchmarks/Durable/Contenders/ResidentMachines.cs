using System.Diagnostics;
using CoroFsm.Benchmarks.Ratios;
using CoroFsm.Durability;
using CoroFsm.Testing;

namespace CoroFsm.Benchmarks.Durable.Contenders;

/// <summary>
/// Measures the memory of machines that have handled an event: while they are in memory, or after they were passivated. Their keys are not
/// counted, because the sender has them.
/// </summary>
internal sealed class ResidentMachines(string name, string baseline, DurableHost<OrderEvent> host, SimulatedTime time, bool passivates)
    : Measurement(name, baseline)
{
    private const int Count = 50_000;

    private int created;

    private protected override Sample MeasureOnce()
    {
        var keys = Enumerable.Range(created, Count).Select(static i => $"order {i}").ToArray();
        created += Count;
        Passivate();
        var before = MemoryInUse();
        var start = Stopwatch.GetTimestamp();
        foreach (var key in keys)
            host.SendAsync(key, Orders.Cycle[0]).AsTask().GetAwaiter().GetResult();
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (host.ResidentCount != Count)
            throw new InvalidOperationException($"{host.ResidentCount} machines are in memory.");
        if (passivates)
            Passivate();
        var bytes = MemoryInUse() - before;
        GC.KeepAlive(keys);
        GC.KeepAlive(host);
        return new(elapsed.TotalNanoseconds / Count, (double)bytes / Count);
    }

    /// <summary>Returns the memory in use. Unused frames of coroutines are kept in a pool that the collector empties by and by.</summary>
    private static long MemoryInUse()
    {
        for (var i = 0; i < 4; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private void Passivate()
    {
        time.Advance(TimeSpan.FromHours(1));
        if (host.ResidentCount != 0)
            throw new InvalidOperationException("Machines are still in memory.");
    }
}
