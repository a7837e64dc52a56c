using System.Diagnostics.CodeAnalysis;

namespace CoroFsm;

/// <summary>How a substate with a result ended.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public readonly struct SubstateEnd<TEvent, TResult>
{
    internal SubstateEnd(SubstateEnd<TEvent> end, TResult? result)
    {
        IsInterrupted = end.IsInterrupted;
        By = end.By;
        Result = result;
    }

    /// <summary>Gets a value indicating whether the superstate ended it; if not, it ended by itself, with a result.</summary>
    [MemberNotNullWhen(false, nameof(Result))]
    public bool IsInterrupted { get; }

    /// <summary>Gets the event that ended it; the default of its type if it ended by itself, or its time was up.</summary>
    public TEvent? By { get; }

    /// <summary>Gets what it returned; the default of its type if the superstate ended it.</summary>
    public TResult? Result { get; }
}
