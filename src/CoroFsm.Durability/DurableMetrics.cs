using System.Diagnostics.Metrics;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <summary>The measurements of one host. Names and units are in docs/durability.md.</summary>
/// <remarks>The instruments are shared, and refer to hosts weakly: a host that is dropped without disposal can be collected.</remarks>
internal sealed class DurableMetrics : IDisposable
{
    internal const string MeterName = "CoroFsm.Durability";

    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<DurableMetrics>> All = [];
    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> Replays =
        Meter.CreateHistogram<double>("corofsm.durable.replay.duration", "s", "Duration of loads.");

    private static readonly Counter<long> Parked =
        Meter.CreateCounter<long>("corofsm.durable.parked", "{machine}", "Machines that were parked.");

    private static readonly Counter<long> Passivated =
        Meter.CreateCounter<long>("corofsm.durable.passivated", "{machine}", "Machines that were passivated.");

    private static readonly Counter<long> Effects =
        Meter.CreateCounter<long>("corofsm.durable.effects", "{effect}", "Effects that were called.");

    private readonly KeyValuePair<string, object?> type;
    private readonly Journal journal;
    private readonly Func<int> residents;

    static DurableMetrics()
    {
        Meter.CreateObservableCounter(
            "corofsm.journal.commits", static () => Observe(static host => host.journal.Statistics.Commits), "{commit}", "Commits.");
        Meter.CreateObservableCounter(
            "corofsm.journal.records", static () => Observe(static host => host.journal.Statistics.Records), "{record}", "Records.");
        Meter.CreateObservableCounter(
            "corofsm.journal.failures",
            static () => Observe(static host => host.journal.Statistics.Failures),
            "{commit}",
            "Failed commits.");
        Meter.CreateObservableUpDownCounter(
            "corofsm.durable.resident", static () => Observe(static host => host.residents()), "{machine}", "Machines in memory.");
    }

    internal DurableMetrics(string type, Journal journal, Func<int> residents)
    {
        this.type = new("corofsm.machine.type", type);
        this.journal = journal;
        this.residents = residents;
        lock (Gate)
        {
            All.RemoveAll(static host => !host.TryGetTarget(out _));
            All.Add(new(this));
        }
    }

    public void Dispose()
    {
        lock (Gate)
            All.RemoveAll(host => !host.TryGetTarget(out var metrics) || metrics == this);
    }

    internal void Replay(TimeSpan duration) => Replays.Record(duration.TotalSeconds, type);

    internal void Park() => Parked.Add(1, type);

    internal void Passivate() => Passivated.Add(1, type);

    internal void Call() => Effects.Add(1, type);

    private static List<Measurement<long>> Observe(Func<DurableMetrics, long> measure)
    {
        List<DurableMetrics> hosts = [];
        lock (Gate)
        {
            foreach (var host in All)
            {
                if (host.TryGetTarget(out var metrics))
                    hosts.Add(metrics);
            }
        }

        return [.. hosts.Select(host => new Measurement<long>(measure(host), host.type))];
    }
}
