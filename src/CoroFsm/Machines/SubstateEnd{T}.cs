using System.Diagnostics.CodeAnalysis;

namespace CoroFsm;

/// <summary>Describes how a substate with a result ended.</summary>
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

    /// <summary>
    /// Gets a value indicating whether the superstate ended the substate, by an event or a timeout. Otherwise, the substate has returned a
    /// result.
    /// </summary>
    [MemberNotNullWhen(false, nameof(Result))]
    public bool IsInterrupted { get; }

    /// <summary>
    /// Gets the event that ended the substate; the default value of its type if the substate ended by itself or timed out.
    /// </summary>
    public TEvent? By { get; }

    /// <summary>Gets the result; the default value of its type if the superstate ended the substate.</summary>
    public TResult? Result { get; }
}
