namespace CoroFsm.Statecharts;

/// <summary>The plans of a dynamic transition in one state, by destination.</summary>
/// <param name="count">The number of states in the chart.</param>
/// <param name="isPlain">Whether it may lead to any state without an action.</param>
/// <param name="planTo">Computes the plan for a destination; null if it may not lead there.</param>
/// <remarks>
/// A plan is computed when its destination is first chosen: plans for all pairs of states would take memory by the square. Instances on
/// several threads share a chart, so two threads may compute the same plan; both are right.
/// </remarks>
internal sealed class Destinations<TState, TTrigger>(int count, bool isPlain, Func<int, Plan<TState, TTrigger>?> planTo)
    where TState : notnull
    where TTrigger : notnull
{
    private Plan<TState, TTrigger>?[]? plans;

    /// <summary>Gets the number of states that it can choose without an action: all of the chart, or none.</summary>
    internal int PlainCount => isPlain ? count : 0;

    /// <summary>Gets the plan for a state; null if the transition may not lead there.</summary>
    internal Plan<TState, TTrigger>? PlanTo(int state)
    {
        var known = Volatile.Read(ref plans) ?? MakeRoom();
        return Volatile.Read(ref known[state]) ?? Compute(known, state);
    }

    private Plan<TState, TTrigger>?[] MakeRoom()
    {
        var made = new Plan<TState, TTrigger>?[count];
        return Interlocked.CompareExchange(ref plans, made, comparand: null) ?? made;
    }

    private Plan<TState, TTrigger>? Compute(Plan<TState, TTrigger>?[] known, int state)
    {
        var plan = planTo(state);
        Volatile.Write(ref known[state], plan);
        return plan;
    }
}
