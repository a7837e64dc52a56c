namespace CoroFsm.Diagnostics;

/// <summary>
/// Decides which places are one state: each wait is a state of its own, but those that give themselves one name are one unless a sequence of
/// events tells them apart. States that then still have one name get their lines as suffixes.
/// </summary>
internal sealed class StateNames
{
    private readonly Dictionary<Place, int> numbers;
    private readonly Dictionary<int, string> suffixes = [];

    internal StateNames(List<Place> places, List<Step> steps)
    {
        numbers = Minimize(places, steps.ToLookup(step => step.From));
        foreach (var name in places.DistinctBy(NumberOf).GroupBy(place => (place.State, place.IsFinal)).Where(name => name.Skip(1).Any()))
        {
            foreach (var line in name.GroupBy(place => place.Line, StringComparer.Ordinal))
            {
                var isAlone = !line.Skip(1).Any();
                foreach (var (index, place) in line.Index())
                    suffixes.Add(NumberOf(place), isAlone ? $" (line {line.Key})" : $" (line {line.Key}, {index + 1})");
            }
        }
    }

    /// <summary>Gets the number of the state: places with one number are one state.</summary>
    internal int NumberOf(Place place) => numbers[place];

    /// <summary>Gets what follows the name, if several states have it.</summary>
    internal string SuffixOf(Place place) => suffixes.GetValueOrDefault(NumberOf(place), "");

    /// <summary>Starts with one state for each given name, and splits states whose places react differently (partition refinement).</summary>
    private static Dictionary<Place, int> Minimize(List<Place> places, ILookup<Place, Step> steps)
    {
        var (current, count) = Number(places, place => place.IsNamed ? place with { Position = "", Suspension = "" } : place);
        while (count < places.Count)
        {
            var (finer, finerCount) = Number(places, place => (current[place], Reactions(place)));
            if (finerCount == count)
                break;
            (current, count) = (finer, finerCount);
        }

        return current;

        Reactions Reactions(Place place) => new([.. steps[place].Select(step => (step.Trigger, current[step.To], step.Action))]);
    }

    private static (Dictionary<Place, int> Numbers, int Count) Number<TKey>(List<Place> places, Func<Place, TKey> keyOf)
        where TKey : notnull
    {
        Dictionary<TKey, int> keys = [];
        Dictionary<Place, int> all = [];
        foreach (var place in places)
        {
            var key = keyOf(place);
            if (!keys.TryGetValue(key, out var number))
                keys.Add(key, number = keys.Count);
            all.Add(place, number);
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
