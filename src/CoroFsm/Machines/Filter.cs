namespace CoroFsm;

/// <summary>Represents a filter of a selective wait other than a user's predicate.</summary>
internal abstract class Filter<TEvent>
{
    internal abstract bool Accepts(TEvent @event, TEvent expected);
}

/// <summary>Accepts the events of one case of the event type.</summary>
internal sealed class CaseFilter<TEvent, TCase> : Filter<TEvent>
{
    internal static readonly CaseFilter<TEvent, TCase> Instance = new();

    internal override bool Accepts(TEvent @event, TEvent expected) => @event is TCase;
}

/// <summary>Accepts the events of one case that a predicate accepts.</summary>
internal sealed class CasePredicate<TEvent, TCase>(Func<TCase, bool> predicate) : Filter<TEvent>
{
    internal Func<TCase, bool> Predicate => predicate;

    internal override bool Accepts(TEvent @event, TEvent expected) => @event is TCase matched && predicate(matched);
}

/// <summary>Accepts one value.</summary>
internal sealed class ValueFilter<TEvent> : Filter<TEvent>
{
    internal static readonly ValueFilter<TEvent> Instance = new();

    internal override bool Accepts(TEvent @event, TEvent expected) => EqualityComparer<TEvent>.Default.Equals(@event, expected);
}
