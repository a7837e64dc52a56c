namespace CoroFsm;

/// <summary>Describes how a substate ended.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct SubstateEnd<TEvent>
{
    internal SubstateEnd(bool isInterrupted, TEvent? by)
    {
        IsInterrupted = isInterrupted;
        By = by;
    }

    /// <summary>Gets a value indicating whether the superstate ended the substate, by an event or a timeout.</summary>
    public bool IsInterrupted { get; }

    /// <summary>
    /// Gets the event that ended the substate; the default value of its type if the substate ended by itself or timed out.
    /// </summary>
    public TEvent? By { get; }
}
