using System.Collections.Concurrent;

namespace CoroFsm.Hosting.Tests;

/// <summary>What evicted machines leave behind. Alone, because it measures the memory of the process.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    private const int Machines = 10_000;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Eviction_TenThousandMachines_GivesTheirMemoryBack()
    {
        ConcurrentBag<WeakReference> machines = [];
        await using var host = new MachineHost(static options => options.IdleTimeout = Idle, async (_, inbox, _) =>
        {
            machines.Add(new(inbox.Machine));
            await foreach (var _ in inbox)
            {
            }
        });
        await Fill(host);
        await Evict(host);          // the pools and the runtime have their own memory now
        machines.Clear();
        var before = Measure(host);
        await Fill(host);
        var filled = Measure(host);
        await Evict(host);
        var after = Measure(host);

        Assert.InRange(filled - before, Machines * 200, long.MaxValue);
        Assert.InRange(after - before, long.MinValue, (filled - before) / 10);
        Assert.Equal(Machines, machines.Count);
        Assert.InRange(machines.Count(static machine => machine.IsAlive), 0, 10);
    }

    private static async Task Fill(MachineHost host)
    {
        for (var i = 0; i < Machines; i++)
            await host.Send($"{i}", "a");
        Assert.Equal(Machines, host.Orders.Count);
    }

    private static async Task Evict(MachineHost host)
    {
        host.Time.Advance(Idle * 2);
        for (var i = 0; i < Machines; i++)
            await host.Gone($"{i}");
        Assert.Equal(0, host.Orders.Count);
    }

    private static long Measure(MachineHost host)
    {
        host.Logs.Clear();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
