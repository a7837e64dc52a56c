using CoroFsm.Diagnostics;

namespace CoroFsm.Hosting;

/// <summary>
/// Provides the names under which machines and their sets publish metrics and activities, for OpenTelemetry and other listeners:
/// <c>metrics.AddMeter(MachineInstrumentation.GetMeterNames())</c>, <c>tracing.AddSource(MachineInstrumentation.GetSourceNames())</c>.
/// </summary>
/// <remarks>
/// The tags are <see cref="TypeTag"/>, <see cref="StateTag"/> and <see cref="ReasonTag"/>. A key is never part of a tag.
/// </remarks>
public static class MachineInstrumentation
{
    /// <summary>The name of the meter of hosted machines.</summary>
    public const string MeterName = "CoroFsm.Hosting";

    /// <summary>The up-down counter of machines, by type and state.</summary>
    public const string Active = "corofsm.hosting.machines.active";

    /// <summary>The counter of machines that were started, by type.</summary>
    public const string Started = "corofsm.hosting.machines.started";

    /// <summary>The counter of machines that have ended, by type and reason.</summary>
    public const string Ended = "corofsm.hosting.machines.ended";

    /// <summary>The counter of restarts after a fault, by type.</summary>
    public const string Restarted = "corofsm.hosting.machines.restarted";

    /// <summary>The counter of events that were refused, by type and reason.</summary>
    public const string Refused = "corofsm.hosting.events.refused";

    /// <summary>The up-down counter of events that were sent and have not been handled, by type.</summary>
    public const string Pending = "corofsm.hosting.events.pending";

    /// <summary>The counter of events that were accepted and never handled, because their machine ended first, by type.</summary>
    public const string Lost = "corofsm.hosting.events.lost";

    /// <summary>The tag with the type of the machine.</summary>
    public const string TypeTag = "machine.type";

    /// <summary>The tag with the state of the machine. At most 100 states of a set are distinguished; further ones are "other".</summary>
    public const string StateTag = "machine.state";

    /// <summary>The tag with the reason of an end or of a refusal.</summary>
    public const string ReasonTag = "reason";

    /// <summary>Returns the names of all meters: that of machines, and that of hosted machines.</summary>
    /// <returns>The names.</returns>
    public static string[] GetMeterNames() => [MachineTelemetry.Name, MeterName];

    /// <summary>Returns the names of all activity sources.</summary>
    /// <returns>The names.</returns>
    public static string[] GetSourceNames() => [MachineTelemetry.Name];
}
