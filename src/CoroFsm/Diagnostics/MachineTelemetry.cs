using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CoroFsm.Diagnostics;

/// <summary>
/// Publishes the activity of machines to OpenTelemetry and other listeners: an <see cref="ActivitySource"/> and a <see cref="Meter"/>, both
/// named <see cref="Name"/>.
/// </summary>
/// <remarks>
/// <para>Set <see cref="Observer"/> as <see cref="MachineOptions.Observer"/> of the machines to observe. Events themselves are not
/// recorded, because they may contain secrets.</para>
/// <para>
/// Counters, each with the tag <c>machine.type</c> (<see cref="Machine.Type"/>): <c>corofsm.events.received</c>,
/// <c>.unexpected</c>, <c>.deferred</c>, <c>.dropped</c>; <c>corofsm.machines.started</c>, <c>.ended</c>, <c>.faulted</c>.
/// Activities: <c>corofsm.transition</c> for each change of state, with the tags <c>machine.type</c>, <c>machine.name</c>,
/// <c>state.from</c>, <c>state.to</c>.
/// </para>
/// </remarks>
public sealed class MachineTelemetry : IMachineObserver
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "CoroFsm";

    private const string TypeTag = "machine.type";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Received =
        Meter.CreateCounter<long>("corofsm.events.received", "{event}", "Events that arrived at machines.");
    private static readonly Counter<long> Unexpected =
        Meter.CreateCounter<long>("corofsm.events.unexpected", "{event}", "Events that no wait and no handler accepted.");
    private static readonly Counter<long> Deferred =
        Meter.CreateCounter<long>("corofsm.events.deferred", "{event}", "Events that were deferred.");
    private static readonly Counter<long> Dropped =
        Meter.CreateCounter<long>("corofsm.events.dropped", "{event}", "Events that were never handled.");
    private static readonly Counter<long> Started =
        Meter.CreateCounter<long>("corofsm.machines.started", "{machine}", "Machines that were started.");
    private static readonly Counter<long> Ended =
        Meter.CreateCounter<long>("corofsm.machines.ended", "{machine}", "Machines that completed or were closed.");
    private static readonly Counter<long> Faulted =
        Meter.CreateCounter<long>("corofsm.machines.faulted", "{machine}", "Machines whose coroutine threw.");

    private MachineTelemetry()
    {
    }

    /// <summary>Gets the observer that records the activity.</summary>
    public static IMachineObserver Observer { get; } = new MachineTelemetry();

    /// <inheritdoc/>
    void IMachineObserver.OnStarted(Machine machine) => Count(Started, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnReceived(Machine machine, object? @event) => Count(Received, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnUnexpected(Machine machine, object? @event) => Count(Unexpected, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnDeferred(Machine machine, object? @event) => Count(Deferred, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnDropped(Machine machine, object? @event) => Count(Dropped, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnEnded(Machine machine) => Count(Ended, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnFaulted(Machine machine, Exception fault) => Count(Faulted, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnStateChanged(Machine machine, string from, string to)
    {
        using var activity = Source.StartActivity("corofsm.transition");
        activity?.SetTag(TypeTag, machine.Type).SetTag("machine.name", machine.Name).SetTag("state.from", from).SetTag("state.to", to);
    }

    private static void Count(Counter<long> counter, Machine machine)
    {
        if (counter.Enabled)
            counter.Add(1, new KeyValuePair<string, object?>(TypeTag, machine.Type));
    }
}
