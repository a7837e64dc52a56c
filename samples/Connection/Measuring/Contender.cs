using System.Diagnostics;

namespace Connection;

/// <summary>What a form took in each round.</summary>
internal sealed class Contender : IDisposable
{
    private readonly Line line = new();
    private readonly ConnectionForm machine;
    private readonly List<double> nanoseconds = [];
    private long events;
    private long bytes;

    internal Contender(NamedForm form)
    {
        Form = form;
        machine = form.Start(line);
    }

    internal NamedForm Form { get; }

    /// <summary>Gets what all that it has done comes to.</summary>
    internal uint Digest => line.Digest;

    internal void WarmUp(ReadOnlySpan<Event> some) => machine.Run(some);

    internal void Measure(ReadOnlySpan<Event> all)
    {
        var bytesBefore = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        machine.Run(all);
        var elapsed = Stopwatch.GetElapsedTime(start);

        bytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        events += all.Length;
        nanoseconds.Add(elapsed.TotalNanoseconds / all.Length);
    }

    internal FormResult ResultAgainst(Contender baseline) => new(
        Form.Name,
        Form.CountLines(),
        Math.Round(Median(nanoseconds), 2),
        Math.Round((double)bytes / events, 1),
        Math.Round(Median(nanoseconds.Zip(baseline.nanoseconds, (own, other) => own / other)), 2));

    public void Dispose() => (machine as IDisposable)?.Dispose();

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
