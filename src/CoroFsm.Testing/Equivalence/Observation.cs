namespace CoroFsm.Testing;

/// <summary>Represents the observable reaction of a machine to an event.</summary>
/// <param name="State">The name of the state after the event.</param>
/// <param name="Reaction">The reaction to the event, or to closing the machine; null if the event was handled.</param>
/// <param name="Outputs">The outputs; null if the machine does not provide them.</param>
internal sealed record Observation(string State, string? Reaction, IReadOnlyList<string>? Outputs)
{
    internal const string Unhandled = "unhandled";

    private const string Closed = "(closed)";

    /// <summary>Gets the type of the exception that came out; null if none did.</summary>
    internal Type? Thrown { get; private init; }

    /// <summary>Gets the message of that exception; null if none came out, or if messages are not compared.</summary>
    internal string? Message { get; init; }

    private bool IsClosed => State == Closed;

    /// <summary>Gets what became of closing a machine: null if no exception came out.</summary>
    internal static Observation OfClose(Exception? error) => new Observation(Closed, Reaction: null, Outputs: null).Throwing(error);

    /// <summary>Returns the first difference between the observations of two machines; null if they are equal.</summary>
    internal static string? Difference(Observation left, Observation right)
    {
        var (what, normal, of) = left.IsClosed
            ? ("the clean-up", "no exception", " of the clean-up")
            : ("what becomes of the last event", "handled", "");
        if (left.Reaction != right.Reaction)
            return $"{what}: {left.Reaction ?? normal} on the left, {right.Reaction ?? normal} on the right";
        if (left.Thrown != right.Thrown)
            return $"the exception{of}: {left.Thrown} on the left, {right.Thrown} on the right";
        if (left.Message != right.Message)
            return $"the message of the exception{of}: \"{left.Message}\" on the left, \"{right.Message}\" on the right";
        if (left.State != right.State)
            return $"the state: {left.State} on the left, {right.State} on the right";
        return left.Outputs is null || right.Outputs is null || left.Outputs.SequenceEqual(right.Outputs)
            ? null
            : $"the outputs{of}: {Listed(left.Outputs)} on the left, {Listed(right.Outputs)} on the right";
    }

    /// <summary>Shows the observation in a line.</summary>
    public override string ToString() =>
        State + (Reaction is null ? "" : $", {Reaction}") + (Outputs is { Count: > 0 } ? $" / {Listed(Outputs)}" : "");

    /// <summary>Adds the exception that came out; null: none did.</summary>
    internal Observation Throwing(Exception? error) =>
        error is null
            ? this
            : this with
            {
                Reaction = $"throws {error.GetType().Name}",
                Thrown = error.GetType(),
                Message = DisplayText.MessageOf(error),
            };

    private static string Listed(IReadOnlyList<string> outputs) => outputs.Count == 0 ? "none" : string.Join(", ", outputs);
}
