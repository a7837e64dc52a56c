namespace CoroFsm.Testing;

/// <summary>All that tells where a machine is: two that are in equal places are taken to do the same from there.</summary>
/// <param name="Path">What the machine calls its state.</param>
/// <param name="Position">The line of code at which a coroutine waits; empty for others.</param>
/// <param name="State">The state of a declared machine, if it says by itself which others equal it: several may have the same text.</param>
/// <param name="Data">What the user tells of the machine beside.</param>
internal sealed record Place(string Path, string Position = "", object? State = null, object? Data = null)
{
    /// <summary>Shows the place in a line.</summary>
    public override string ToString() => Path + (Position.Length == 0 ? "" : $" at {Position}") + (Data is null ? "" : $" with {DisplayText.Of(Data)}");

    /// <summary>Gets the place of a coroutine. Its path names methods only, which may wait at several lines.</summary>
    internal static Place Of(Machine machine) => new(machine.State, machine.Status is MachineStatus.Waiting ? machine.Position : "");

    /// <summary>Gets the place of a declared machine.</summary>
    internal static Place OfState(object state) => new(TextOf(state), State: ComparesItself(state) ? state : null);

    /// <summary>Gets what a state is called.</summary>
    /// <exception cref="MisuseException">It has no name of its own, so that all states of its type would be the same.</exception>
    internal static string TextOf(object? state) => state switch
    {
        null => "null",
        string text => text,
        _ when state.ToString() is { } text && text != state.GetType().ToString() => text,
        _ => throw new MisuseException($"A state shows itself as {state.GetType()}, the name of its type, which does not tell it from others. Override ToString() in that type, or tell the state by ExploredMachine.Of(machine, send, state) as a name."),
    };

    /// <summary>Objects that are only equal to themselves may be made anew with each machine: those are told by their texts.</summary>
    private static bool ComparesItself(object state) => state is not string && new Func<object?, bool>(state.Equals).Method.DeclaringType != typeof(object);
}
