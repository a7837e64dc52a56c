namespace CoroFsm;

/// <summary>How a substate ended.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct SubstateEnd<TEvent>
{
    internal SubstateEnd(bool isInterrupted, TEvent? by)
    {
        IsInterrupted = isInterrupted;
        By = by;
    }

    /// <summary>Gets a value indicating whether the superstate ended it; if not, it ended by itself.</summary>
    public bool IsInterrupted { get; }

    /// <summary>Gets the event that ended it; the default of its type if it ended by itself, or its time was up.</summary>
    public TEvent? By { get; }
}
