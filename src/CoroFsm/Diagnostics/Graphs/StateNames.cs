namespace CoroFsm.Diagnostics;

/// <summary>
/// Decides which configurations are one state: each wait is a state of its own, but waits that name themselves alike are one state unless
/// a sequence of events tells them apart. States that then still have one name get their lines as suffixes.
/// </summary>
internal sealed class StateNames
{
    private readonly Dictionary<MachineConfiguration, int> numbers;
    private readonly Dictionary<int, string> suffixes = [];

    internal StateNames(List<MachineConfiguration> configurations, List<Step> steps)
    {
        numbers = Minimize(configurations, steps.ToLookup(step => step.From));
        var byName = configurations.DistinctBy(NumberOf).GroupBy(configuration => (configuration.State, configuration.IsFinal));
        foreach (var name in byName.Where(name => name.Skip(1).Any()))
        {
            foreach (var line in name.GroupBy(configuration => configuration.Line, StringComparer.Ordinal))
            {
                var isAlone = !line.Skip(1).Any();
                foreach (var (index, configuration) in line.Index())
                    suffixes.Add(NumberOf(configuration), isAlone ? $" (line {line.Key})" : $" (line {line.Key}, {index + 1})");
            }
        }
    }

    /// <summary>Gets the number of the state: configurations with one number are one state.</summary>
    internal int NumberOf(MachineConfiguration configuration) => numbers[configuration];

    /// <summary>Gets what follows the name, if several states have it.</summary>
    internal string SuffixOf(MachineConfiguration configuration) => suffixes.GetValueOrDefault(NumberOf(configuration), "");

    /// <summary>
    /// Starts with one state for each given name, and splits states whose configurations react differently (partition refinement).
    /// </summary>
    private static Dictionary<MachineConfiguration, int> Minimize(
        List<MachineConfiguration> configurations, ILookup<MachineConfiguration, Step> steps)
    {
        var (current, count) = Number(
            configurations, configuration => configuration.IsNamed ? configuration with { Position = "", Suspension = "" } : configuration);
        while (count < configurations.Count)
        {
            var (finer, finerCount) = Number(configurations, configuration => (current[configuration], Reactions(configuration)));
            if (finerCount == count)
                break;
            (current, count) = (finer, finerCount);
        }

        return current;

        Reactions Reactions(MachineConfiguration configuration) =>
            new([.. steps[configuration].Select(step => (step.Trigger, current[step.To], step.Action))]);
    }

    private static (Dictionary<MachineConfiguration, int> Numbers, int Count) Number<TKey>(
        List<MachineConfiguration> configurations, Func<MachineConfiguration, TKey> keyOf)
        where TKey : notnull
    {
        Dictionary<TKey, int> keys = [];
        Dictionary<MachineConfiguration, int> all = [];
        foreach (var configuration in configurations)
        {
            var key = keyOf(configuration);
            if (!keys.TryGetValue(key, out var number))
                keys.Add(key, number = keys.Count);
            all.Add(configuration, number);
        }

        return (all, keys.Count);
    }

    /// <summary>A set of reactions to events, compared by its elements.</summary>
    private sealed class Reactions(HashSet<(string Trigger, int To, string? Action)> all) : IEquatable<Reactions>
    {
        private readonly HashSet<(string Trigger, int To, string? Action)> all = all;

        public bool Equals(Reactions? other) => other is not null && all.SetEquals(other.all);

        public override bool Equals(object? obj) => Equals(obj as Reactions);

        public override int GetHashCode() => all.Aggregate(0, (hash, reaction) => hash ^ reaction.GetHashCode());
    }
}
