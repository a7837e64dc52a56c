namespace CoroFsm.Diagnostics;

/// <summary>Where an explored machine is.</summary>
/// <param name="State">The path of its state, or how it has ended.</param>
/// <param name="IsFinal">Whether it has ended.</param>
/// <param name="IsNamed">Whether the wait names its state.</param>
/// <param name="Position">The line of code that waits; empty if it has ended.</param>
/// <param name="Suspension">Which await of each method that waits: several may stand in one line, or lead to one that is called.</param>
internal readonly record struct Place(string State, bool IsFinal, bool IsNamed, string Position, string Suspension)
{
    /// <summary>Gets the number of the line that waits.</summary>
    internal string Line => Position[(Position.LastIndexOf(':') + 1)..];

    /// <summary>Shows the state and its position.</summary>
    public override string ToString() => IsFinal ? State : $"{State} ({Position})";

    internal static Place Of(Machine machine) => machine.Status is MachineStatus.Waiting
        ? new(machine.State, IsFinal: false, machine.StateName is not null, machine.Position, SuspensionPoint.PathOf(machine.Waiter))
        : new(machine.State, IsFinal: true, IsNamed: true, "", "");
}
