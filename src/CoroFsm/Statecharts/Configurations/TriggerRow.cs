namespace CoroFsm.Statecharts;

/// <summary>What one trigger does in each state.</summary>
/// <param name="Levels">The transitions, by the index of the innermost state; null where there are none.</param>
/// <param name="Targets">
/// The leaf that takes the place of a leaf if nothing else has to be done: within one region, without a guard, an action, history, a timer
/// or a final state. Otherwise <see cref="Nothing"/> or <see cref="General"/>.
/// </param>
internal sealed record TriggerRow<TState, TTrigger>(TransitionLevel<TState, TTrigger>?[] Levels, int[] Targets)
    where TState : notnull
    where TTrigger : notnull
{
    /// <summary>The trigger is unhandled.</summary>
    internal const int Nothing = -1;

    /// <summary>The trigger takes the general way.</summary>
    internal const int General = -2;
}
