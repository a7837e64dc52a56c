namespace CoroFsm.Diagnostics;

/// <summary>Represents what an exploration tries: an event, or an end of work.</summary>
/// <param name="Event">The event.</param>
/// <param name="Outcome">The end of work; null for the event.</param>
internal readonly record struct Choice<TEvent>(TEvent Event, WorkOutcome? Outcome)
{
    /// <summary>Lists everything that an exploration tries.</summary>
    internal static Choice<TEvent>[] Of(IEnumerable<TEvent> alphabet, IEnumerable<WorkOutcome> outcomes) =>
    [
        .. alphabet.Select(static @event => new Choice<TEvent>(@event, Outcome: null)),
        .. outcomes.Select(static outcome => new Choice<TEvent>(default!, outcome)),
    ];
}
