namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Contains the names of recorded events, by number. The recording thread adds to them, while another one reads those that it has received
/// (<see cref="All"/>).
/// </summary>
/// <remarks>
/// If a source does not provide numbers, the name that followed last time, as an end or not, is tried first: names tend to follow each
/// other.
/// </remarks>
internal sealed class RecordedNames
{
    /// <summary>
    /// The maximum number of names, because external input must not cause unbounded growth. Those of a batch fit in additionally, so that
    /// each has a number of 16 bits.
    /// </summary>
    private const int MaxKept = 4096;

    private const int Room = 64;

    private static readonly RecordedName NoName = new("", "", "", "");

    private readonly Dictionary<(string Name, string NamespaceUri), int> indexes = [];

    /// <summary>For each name, after its start and after its end, the start and the end that followed last time.</summary>
    private int[] successors = new int[4 * Room];
    private int count = 1;
    private int last;

    internal RecordedNames()
    {
        All = new RecordedName[Room];
        All[0] = NoName;
    }

    /// <summary>Gets the names. Their values never change.</summary>
    internal RecordedName[] All { get; private set; }

    /// <summary>Gets a value indicating whether the names must be reset.</summary>
    internal bool IsFull => count > MaxKept;

    /// <summary>Gets the number of the name of an event; 0 if it has none.</summary>
    internal int IndexOf(SaxToken token, SaxKind kind)
    {
        var name = token.Name;
        if (name.Length == 0)
            return 0;

        var namespaceUri = token.NamespaceUri;
        var side = kind == SaxKind.EndElement ? 1 : 0;
        var index = successors[last + side];
        ref var there = ref All[index];
        if (!ReferenceEquals(there.Name, name) || !ReferenceEquals(there.NamespaceUri, namespaceUri))
        {
            index = Find(token, name, namespaceUri);
            successors[last + side] = index;
        }

        last = (4 * index) + (2 * side);
        return index;
    }

    private int Find(SaxToken token, string name, string namespaceUri)
    {
        if (indexes.TryGetValue((name, namespaceUri), out var index))
            return index;

        if (count == All.Length)
        {
            var larger = new RecordedName[count * 2];
            All.CopyTo(larger, 0);
            All = larger;
            Array.Resize(ref successors, count * 8);
        }

        indexes.Add((name, namespaceUri), count);
        All[count] = new(name, token.Prefix, token.LocalName, namespaceUri);
        return count++;
    }
}
