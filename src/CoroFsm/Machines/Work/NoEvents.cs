namespace CoroFsm;

/// <summary>Accepts no event: the machine waits for the end of work.</summary>
internal sealed class NoEvents<TEvent> : Filter<TEvent>
{
    internal static readonly NoEvents<TEvent> Instance = new();

    internal override bool Accepts(TEvent @event, TEvent expected) => false;
}
