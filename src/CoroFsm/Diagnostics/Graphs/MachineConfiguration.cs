namespace CoroFsm.Diagnostics;

/// <summary>A machine as an exploration distinguishes it: machines in equal configurations count as the same.</summary>
/// <param name="State">The path of its state, or how it has ended.</param>
/// <param name="IsFinal">Whether it has ended.</param>
/// <param name="IsNamed">Whether the wait names its state.</param>
/// <param name="Position">The line of code that waits; empty if it has ended.</param>
/// <param name="Suspension">The await of each method that waits: several can be on one line.</param>
internal readonly record struct MachineConfiguration(string State, bool IsFinal, bool IsNamed, string Position, string Suspension)
{
    /// <summary>Gets the number of the line that waits.</summary>
    internal string Line => Position[(Position.LastIndexOf(':') + 1)..];

    /// <summary>Returns the state and its source location.</summary>
    public override string ToString() => IsFinal ? State : $"{State} ({Position})";

    internal static MachineConfiguration Of(Machine machine) => machine.Status is MachineStatus.Waiting
        ? new(machine.State, IsFinal: false, machine.StateName is not null, machine.Position, SuspensionPoint.PathOf(machine.Waiter))
        : new(machine.State, IsFinal: true, IsNamed: true, "", "");
}
