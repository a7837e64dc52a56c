namespace CoroFsm.Testing;

/// <summary>A machine as an exploration distinguishes it: machines in equal configurations are taken to do the same from there.</summary>
/// <param name="Path">What the machine calls its state.</param>
/// <param name="Location">The source location at which a coroutine waits; empty for other machines.</param>
/// <param name="State">The state of a declared machine, if its type defines equality: several states may have the same text.</param>
/// <param name="Data">The data that the user gives in addition.</param>
internal sealed record Configuration(string Path, string Location = "", object? State = null, object? Data = null)
{
    /// <summary>Returns the configuration in a line.</summary>
    public override string ToString() =>
        Path + (Location.Length == 0 ? "" : $" at {Location}") + (Data is null ? "" : $" with {DisplayText.Of(Data)}");

    /// <summary>Gets the configuration of a coroutine. Its path names methods only, which may wait at several lines.</summary>
    internal static Configuration Of(Machine machine) =>
        new(machine.State, machine.Status is MachineStatus.Waiting ? LocationOf(machine) : "");

    /// <summary>Gets the source location of the wait, with the work beside the state.</summary>
    private static string LocationOf(Machine machine) => string.Join(" with ", [machine.Position, .. machine.InvokedNames]);

    /// <summary>Gets the configuration of a declared machine.</summary>
    internal static Configuration OfState(object state) => new(TextOf(state), State: DefinesEquality(state) ? state : null);

    /// <summary>Gets the text of a state.</summary>
    /// <exception cref="MisuseException">It has no text of its own, so that all states of its type would be the same.</exception>
    internal static string TextOf(object? state) => state switch
    {
        null => "null",
        string text => text,
        _ when state.ToString() is { } text && text != state.GetType().ToString() => text,
        _ => throw new MisuseException($"A state's text is {state.GetType()}, the name of its type, which does not distinguish it. "
            + "Override ToString() in that type, or pass the state as a name to ExploredMachine.Of(machine, send, state)."),
    };

    /// <summary>Objects that are equal only to themselves may be created with each machine: their texts distinguish them.</summary>
    private static bool DefinesEquality(object state) =>
        state is not string && new Func<object?, bool>(state.Equals).Method.DeclaringType != typeof(object);
}
