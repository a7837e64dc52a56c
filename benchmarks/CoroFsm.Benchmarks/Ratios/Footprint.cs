using System.Diagnostics;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>Measures long-lived objects: the memory that each holds, and the time to create one.</summary>
/// <param name="name">The name of the object.</param>
/// <param name="baseline">The name of the case that the time is compared with.</param>
/// <param name="count">The number of objects that live at once.</param>
/// <param name="make">Creates one.</param>
internal sealed class Footprint(string name, string baseline, int count, Func<object> make) : Measurement(name, baseline)
{
    private protected override Sample MeasureOnce()
    {
        var alive = new object[count];      // made first: the references to the things are not part of them
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < alive.Length; i++)
            alive[i] = make();
        var elapsed = Stopwatch.GetElapsedTime(start);

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(alive);
        return new(elapsed.TotalNanoseconds / count, (double)bytes / count);
    }
}
