namespace CoroFsm.Testing;

/// <summary>What a machine did with an event, as far as it can be seen.</summary>
/// <param name="State">The name of the state that it is in then.</param>
/// <param name="Reaction">What became of the event: null if it was handled.</param>
/// <param name="Outputs">What came out; null if the machine does not give it.</param>
internal sealed record Observation(string State, string? Reaction, IReadOnlyList<string>? Outputs)
{
    internal const string Unhandled = "unhandled";

    /// <summary>Gets the type of the exception that came out; null if none did.</summary>
    internal Type? Thrown { get; init; }

    /// <summary>Tells in what the observations of two machines differ; null: in nothing.</summary>
    internal static string? Difference(Observation left, Observation right)
    {
        if (left.Reaction != right.Reaction)
            return $"what becomes of the last event: {left.Reaction ?? "handled"} on the left, {right.Reaction ?? "handled"} on the right";
        if (left.Thrown != right.Thrown)
            return $"the exception: {left.Thrown} on the left, {right.Thrown} on the right";
        if (left.State != right.State)
            return $"the state: {left.State} on the left, {right.State} on the right";
        return left.Outputs is null || right.Outputs is null || left.Outputs.SequenceEqual(right.Outputs)
            ? null
            : $"the outputs: {Listed(left.Outputs)} on the left, {Listed(right.Outputs)} on the right";
    }

    /// <summary>Shows the observation in a line.</summary>
    public override string ToString() => State + (Reaction is null ? "" : $", {Reaction}") + (Outputs is { Count: > 0 } ? $" / {Listed(Outputs)}" : "");

    private static string Listed(IReadOnlyList<string> outputs) => outputs.Count == 0 ? "none" : string.Join(", ", outputs);
}
