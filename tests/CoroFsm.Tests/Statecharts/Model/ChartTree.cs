namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Answers questions about the tree of states of a chart that is being generated.</summary>
internal sealed class ChartTree
{
    private readonly Dictionary<string, StateDescription> states;
    private readonly Dictionary<string, int> order = [];

    internal ChartTree(IReadOnlyCollection<StateDescription> states)
    {
        this.states = states.ToDictionary(state => state.Name);
        Number(parent: null);

        void Number(string? parent)
        {
            foreach (var state in states.Where(state => state.Parent == parent))
            {
                order.Add(state.Name, order.Count);
                Number(state.Name);
            }
        }
    }

    internal StateDescription this[string name] => states[name];

    internal bool IsWithin(string state, string other)
    {
        for (string? at = state; at is not null; at = states[at].Parent)
        {
            if (at == other)
                return true;
        }

        return false;
    }

    internal string[] Below(string state) => [.. states.Keys.Where(other => other != state && IsWithin(other, state))];

    internal string[] ChildrenOf(string state) => [.. states.Values.Where(other => other.Parent == state).Select(other => other.Name)];

    /// <summary>Returns whether a final substate is declared, or one in each region.</summary>
    internal bool CanComplete(string state)
    {
        var substates = ChildrenOf(state).Where(child => !states[child].IsHistory).ToArray();
        return substates.Length > 0 && (states[state].Kind is StateKind.Parallel
            ? Array.TrueForAll(substates, CanComplete)
            : Array.Exists(substates, substate => states[substate].Kind is StateKind.Final));
    }

    /// <summary>Returns the state and its superstates, from the inside out.</summary>
    internal IEnumerable<string> PathOf(string state)
    {
        for (string? at = state; at is not null; at = states[at].Parent)
            yield return at;
    }

    /// <summary>Returns whether both states can be targets of one transition: they are in different regions of a parallel state.</summary>
    internal bool AreOrthogonal(string one, string other)
    {
        if (IsWithin(one, other) || IsWithin(other, one))
            return false;
        var common = PathOf(one).FirstOrDefault(state => IsWithin(other, state));
        return common is not null && states[common].Kind is StateKind.Parallel
            && states[one].Parent is { } parent && (parent != common || !states[one].IsHistory)
            && (states[other].Parent != common || !states[other].IsHistory);
    }

    /// <summary>Returns whether an unguarded transition makes progress: such transitions alone cannot lead in a circle.</summary>
    internal bool IsForward(string source, string target)
    {
        if (states[target].IsHistory || IsWithin(source, target) || IsWithin(target, source) || order[target] < order[source])
            return false;
        var common = PathOf(source).FirstOrDefault(state => IsWithin(target, state));
        return common is null || states[common].Kind is not StateKind.Parallel;
    }
}
