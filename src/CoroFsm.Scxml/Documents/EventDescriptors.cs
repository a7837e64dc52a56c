namespace CoroFsm.Scxml.Documents;

/// <summary>
/// The event descriptors of a document. Each is a trigger of the chart, and a kind of the next shorter one that the document has; an event
/// is an occurrence of the longest one that matches it.
/// </summary>
internal sealed class EventDescriptors
{
    /// <summary>The descriptor that matches every event.</summary>
    internal const string Any = "*";

    private readonly HashSet<string> all = [Any];

    /// <summary>
    /// Returns the form of a descriptor without its optional end: <c>a.b.*</c> and <c>a.b.</c> are <c>a.b</c>, and <c>.*</c> is <c>*</c>.
    /// </summary>
    internal static string Normalize(string descriptor)
    {
        if (descriptor is Any or ".*")
            return Any;
        if (descriptor.EndsWith(".*", StringComparison.Ordinal))
            descriptor = descriptor[..^2];
        return descriptor.TrimEnd('.');
    }

    /// <summary>Removes the descriptors that others cover, so that at most one of a transition matches an event.</summary>
    internal static IReadOnlyList<string> Distinct(IReadOnlyCollection<string> descriptors)
    {
        var distinct = descriptors.Distinct(StringComparer.Ordinal).ToList();
        if (distinct.Contains(Any))
            return [Any];
        var known = distinct.ToHashSet(StringComparer.Ordinal);
        distinct.RemoveAll(descriptor => descriptor.Length <= Names.MaxEventName && Shorter(descriptor).Any(known.Contains));
        return distinct;
    }

    internal void Add(string descriptor)
    {
        if (descriptor.Length <= Names.MaxEventName)
            all.Add(descriptor);
    }

    /// <summary>Gets the number of descriptors.</summary>
    internal int Count => all.Count;

    /// <summary>Gets each descriptor with the one that it is a kind of.</summary>
    internal IEnumerable<(string Specific, string General)> Generalizations =>
        all.Where(static descriptor => descriptor != Any).Select(descriptor => (descriptor, LongestOf(Shorter(descriptor))));

    /// <summary>Gets the descriptor that the chart handles an event as.</summary>
    internal string Of(string name) => name.Length <= Names.MaxEventName ? LongestOf(Shorter(name).Prepend(name)) : Any;

    private string LongestOf(IEnumerable<string> descriptors) => descriptors.FirstOrDefault(all.Contains) ?? Any;

    private static IEnumerable<string> Shorter(string name)
    {
        for (var end = name.LastIndexOf('.'); end > 0; end = name.LastIndexOf('.', end - 1))
            yield return name[..end];
    }
}
