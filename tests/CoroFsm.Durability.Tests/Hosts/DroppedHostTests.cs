using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using CoroFsm.Testing;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Hosts;

/// <summary>A host that is dropped without disposal is collected, and the metrics name living hosts only.</summary>
public sealed class DroppedHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_DroppedWithoutDisposal_IsCollected()
    {
        List<WeakReference> dropped = [];
        for (var count = 0; count < 20; count++)
            dropped.Add(await DropAsync());
        for (var round = 0; round < 10; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // A thread of the pool may still have the last one that it ran.
        Assert.InRange(dropped.Count(static host => host.IsAlive), 0, 10);
    }

    [Fact]
    public async Task Metrics_HostIsOpenThenDisposed_AreObservedThenGone()
    {
        var type = Guid.NewGuid().ToString("N");
        List<string> seen = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == DurableMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (Equals(tags[0].Value, type))
                seen.Add($"{instrument.Name} {value}");
        });
        listener.Start();
        await using (var host = await OpenAsync(new MemoryJournal(), type))
        {
            await host.SendAsync("a", new Add("tea", 1), Cancellation);
            listener.RecordObservableInstruments();
        }

        Assert.Contains("corofsm.durable.resident 1", seen);
        Assert.Contains("corofsm.journal.records 2", seen);
        seen.Clear();
        listener.RecordObservableInstruments();
        Assert.Empty(seen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> DropAsync()
    {
        var journal = new MemoryJournal();
        var host = await OpenAsync(journal, "dropped");
        await host.SendAsync("a", new Add("tea", 1), Cancellation);
        journal.Crash();
        return new(host);
    }

    private static Task<DurableHost<OrderEvent>> OpenAsync(MemoryJournal journal, string type) => DurableHost.OpenAsync<OrderEvent>(
        journal,
        static order => OrderLife.Order(order, static (_, _) => Task.FromResult("receipt")),
        new() { Type = type, OnMessage = static (_, _) => Task.CompletedTask, TimeProvider = new SimulatedTime() },
        Cancellation);
}
