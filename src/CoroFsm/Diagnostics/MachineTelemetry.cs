using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

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
/// <c>.unexpected</c>, <c>.deferred</c>, <c>.dropped</c>; <c>corofsm.machines.started</c>, <c>.ended</c>, <c>.faulted</c>,
/// <c>.abandoned</c>.
/// Activities: <c>corofsm.transition</c> for each change of state, with the tags <c>machine.type</c>, <c>machine.name</c>,
/// <c>state.from</c>, <c>state.to</c>.
/// </para>
/// <para>
/// Work (<see cref="Inbox{TEvent}.Await(Func{CancellationToken, Task}, string?, Unmatched?, int, string)"/>): the counters
/// <c>corofsm.work.started</c> and <c>corofsm.work.faulted_late</c>, and the histogram <c>corofsm.work.duration</c> in seconds, with the
/// tags <c>machine.type</c>, <c>work.name</c> (<see cref="MachineWork.Name"/>) and, in the histogram, <c>work.outcome</c>
/// (<c>completed</c>, <c>failed</c>, <c>cancelled</c>). An activity <c>corofsm.work</c> spans each work, as the parent of its activities,
/// with the same tags and <c>machine.name</c>.
/// </para>
/// </remarks>
public sealed class MachineTelemetry : IMachineObserver
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "CoroFsm";

    private const string TypeTag = "machine.type";
    private const string WorkTag = "work.name";
    private const string OutcomeTag = "work.outcome";

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
    private static readonly Counter<long> Abandoned =
        Meter.CreateCounter<long>("corofsm.machines.abandoned", "{machine}", "Machines that their host removed from memory.");

    private static readonly Counter<long> WorkStarted =
        Meter.CreateCounter<long>("corofsm.work.started", "{work}", "Work that machines have started.");
    private static readonly Counter<long> WorkFaultedLate =
        Meter.CreateCounter<long>("corofsm.work.faulted_late", "{work}", "Work that failed after its machine had cancelled it.");
    private static readonly Histogram<double> WorkDuration =
        Meter.CreateHistogram<double>("corofsm.work.duration", "s", "Time from the start of work to its end or cancellation.");

    /// <summary>The activities of work that has not ended.</summary>
    private static readonly ConditionalWeakTable<MachineWork, Activity> Working = [];

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
    void IMachineObserver.OnAbandoned(Machine machine) => Count(Abandoned, machine);

    /// <inheritdoc/>
    void IMachineObserver.OnStateChanged(Machine machine, string from, string to)
    {
        using var activity = Source.StartActivity("corofsm.transition");
        activity?.SetTag(TypeTag, machine.Type).SetTag("machine.name", machine.Name).SetTag("state.from", from).SetTag("state.to", to);
    }

    /// <inheritdoc/>
    void IMachineObserver.OnWorkStarted(Machine machine, MachineWork work)
    {
        Count(WorkStarted, machine, work);
        if (Source.StartActivity("corofsm.work") is not { } activity)
            return;
        activity.DisplayName = work.Name;
        activity.SetTag(TypeTag, machine.Type).SetTag("machine.name", machine.Name).SetTag(WorkTag, work.Name);
        Working.Add(work, activity);
    }

    /// <inheritdoc/>
    void IMachineObserver.OnWorkEnded(Machine machine, MachineWork work) =>
        End(machine, work, work.Error is null ? "completed" : work.Error is OperationCanceledException ? "cancelled" : "failed");

    /// <inheritdoc/>
    void IMachineObserver.OnWorkLeft(Machine machine, MachineWork work) => End(machine, work, "cancelled");

    /// <inheritdoc/>
    void IMachineObserver.OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) => Count(WorkFaultedLate, machine, work);

    private static void End(Machine machine, MachineWork work, string outcome)
    {
        if (WorkDuration.Enabled)
            WorkDuration.Record(work.Duration.TotalSeconds, new(TypeTag, machine.Type), new(WorkTag, work.Name), new(OutcomeTag, outcome));
        if (!Working.Remove(work, out var activity))
            return;

        activity.SetTag(OutcomeTag, outcome);
        if (outcome == "failed")
            activity.SetStatus(ActivityStatusCode.Error, work.Error!.GetType().Name);
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }

    private static void Count(Counter<long> counter, Machine machine, MachineWork work)
    {
        if (counter.Enabled)
            counter.Add(1, new KeyValuePair<string, object?>(TypeTag, machine.Type), new KeyValuePair<string, object?>(WorkTag, work.Name));
    }

    private static void Count(Counter<long> counter, Machine machine)
    {
        if (counter.Enabled)
            counter.Add(1, new KeyValuePair<string, object?>(TypeTag, machine.Type));
    }
}
