using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace CoroFsm.Hosting;

/// <summary>The instruments of one set of machines.</summary>
internal sealed class MachineMetrics : IDisposable
{
    private const int MaxStates = 100;
    private const string OtherStates = "other";

    private readonly string type;
    private readonly Meter? own;
    private readonly Counter<long> started;
    private readonly Counter<long> ended;
    private readonly Counter<long> restarted;
    private readonly Counter<long> refused;
    private readonly Counter<long> lost;
    private readonly HashSet<string> states = new(StringComparer.Ordinal);
    private bool isDisposed;

    internal MachineMetrics(string type, IServiceProvider services, Machines machines, Func<IEnumerable<string>> allStates)
    {
        this.type = type;
        var factory = services.GetService<IMeterFactory>();
        var meter = factory?.Create(new MeterOptions(MachineInstrumentation.MeterName)) ?? (own = new(MachineInstrumentation.MeterName));
        started = meter.CreateCounter<long>(MachineInstrumentation.Started, "{machine}", "Machines that were started.");
        ended = meter.CreateCounter<long>(MachineInstrumentation.Ended, "{machine}", "Machines that have ended.");
        restarted = meter.CreateCounter<long>(MachineInstrumentation.Restarted, "{machine}", "Restarts after a fault.");
        refused = meter.CreateCounter<long>(MachineInstrumentation.Refused, "{event}", "Events that were refused.");
        lost = meter.CreateCounter<long>(MachineInstrumentation.Lost, "{event}", "Events whose machine ended before it handled them.");
        meter.CreateObservableUpDownCounter<long>(
            MachineInstrumentation.Pending,
            () => isDisposed ? [] : [new Measurement<long>(machines.PendingEvents, TypeTag)],
            "{event}",
            "Events that were sent and have not been handled.");
        meter.CreateObservableUpDownCounter<long>(
            MachineInstrumentation.Active,
            () => isDisposed ? [] : CountStates(allStates()),
            "{machine}",
            "Machines, by state.");
    }

    private KeyValuePair<string, object?> TypeTag => new(MachineInstrumentation.TypeTag, type);

    public void Dispose()
    {
        isDisposed = true;
        own?.Dispose();
    }

    internal void Start() => started.Add(1, TypeTag);

    internal void End(EndReason reason) => ended.Add(1, TypeTag, ReasonTag(NameOf(reason)));

    internal void Restart() => restarted.Add(1, TypeTag);

    internal void Refuse(string reason) => refused.Add(1, TypeTag, ReasonTag(reason));

    internal void Lose(int count)
    {
        if (count > 0)
            lost.Add(count, TypeTag);
    }

    private static KeyValuePair<string, object?> ReasonTag(string reason) => new(MachineInstrumentation.ReasonTag, reason);

    private static string NameOf(EndReason reason) => reason switch
    {
        EndReason.Completed => "completed",
        EndReason.Faulted => "faulted",
        EndReason.Closed => "closed",
        EndReason.Evicted => "evicted",
        _ => "stopped",
    };

    /// <summary>
    /// Counts the machines in each state. A state that was reported once is always reported, so that its count returns to 0.
    /// </summary>
    private List<Measurement<long>> CountStates(IEnumerable<string> current)
    {
        lock (states)
        {
            var counts = states.ToDictionary(static state => state, static _ => 0L, StringComparer.Ordinal);
            foreach (var state in current)
            {
                var known = states.Contains(state) || states.Count < MaxStates ? state : OtherStates;
                states.Add(known);
                counts[known] = counts.GetValueOrDefault(known) + 1;
            }

            return [.. counts.Select(pair => new Measurement<long>(
                pair.Value, TypeTag, new KeyValuePair<string, object?>(MachineInstrumentation.StateTag, pair.Key)))];
        }
    }
}
