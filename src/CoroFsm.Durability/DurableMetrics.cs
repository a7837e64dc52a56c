using System.Diagnostics.Metrics;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <summary>The instruments of one host. Names and units are in docs/durability.md.</summary>
internal sealed class DurableMetrics : IDisposable
{
    internal const string MeterName = "CoroFsm.Durability";

    private readonly Meter meter = new(MeterName);
    private readonly KeyValuePair<string, object?> type;
    private readonly Histogram<double> replays;
    private readonly Counter<long> parked;
    private readonly Counter<long> passivated;
    private readonly Counter<long> effects;

    internal DurableMetrics(string type, Journal journal, Func<int> residents)
    {
        this.type = new("corofsm.machine.type", type);
        meter.CreateObservableCounter<long>(
            "corofsm.journal.commits", () => new Measurement<long>(journal.Statistics.Commits, this.type), "{commit}", "Commits.");
        meter.CreateObservableCounter<long>(
            "corofsm.journal.records", () => new Measurement<long>(journal.Statistics.Records, this.type), "{record}", "Records.");
        meter.CreateObservableCounter<long>(
            "corofsm.journal.failures", () => new Measurement<long>(journal.Statistics.Failures, this.type), "{commit}", "Failed commits.");
        meter.CreateObservableUpDownCounter<long>(
            "corofsm.durable.resident", () => new Measurement<long>(residents(), this.type), "{machine}", "Machines in memory.");
        replays = meter.CreateHistogram<double>("corofsm.durable.replay.duration", "s", "Duration of loads.");
        parked = meter.CreateCounter<long>("corofsm.durable.parked", "{machine}", "Machines that were parked.");
        passivated = meter.CreateCounter<long>("corofsm.durable.passivated", "{machine}", "Machines that were passivated.");
        effects = meter.CreateCounter<long>("corofsm.durable.effects", "{effect}", "Effects that were called.");
    }

    public void Dispose() => meter.Dispose();

    internal void Replay(TimeSpan duration) => replays.Record(duration.TotalSeconds, type);

    internal void Park() => parked.Add(1, type);

    internal void Passivate() => passivated.Add(1, type);

    internal void Call() => effects.Add(1, type);
}
