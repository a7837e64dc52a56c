using CoroFsm.Scxml.Documents;

namespace CoroFsm.Scxml.Sessions;

/// <summary>
/// Finds the transitions of a state that can never be taken, because one before them always is. SCXML allows them; a chart does not.
/// </summary>
internal sealed class Reach
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private bool isAlwaysTaken;

    /// <summary>Returns whether a transition can be taken, and notes it if those after it cannot.</summary>
    /// <param name="descriptor">One of its events; null for an eventless transition.</param>
    /// <param name="transition">The transition.</param>
    internal bool Take(string? descriptor, TransitionNode transition)
    {
        var canBeTaken = descriptor is null ? !isAlwaysTaken : !EventDescriptors.Covering(descriptor).Any(taken.Contains);
        if (transition.Condition is null && descriptor is null)
            isAlwaysTaken = true;
        else if (transition.Condition is null)
            taken.Add(descriptor!);
        return canBeTaken;
    }
}
