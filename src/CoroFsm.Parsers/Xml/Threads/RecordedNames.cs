namespace CoroFsm.Parsers;

/// <summary>The names in a batch of events, by number. They are kept from one use of the batch to the next.</summary>
/// <remarks>The same names tend to follow each other, so the one that followed last time, as an end or not, is tried first.</remarks>
internal sealed class RecordedNames
{
    /// <summary>So many are kept; those of a batch are never more than its events.</summary>
    private const int MaxKept = 4096;

    private const int Room = 64;

    private static readonly RecordedName NoName = new("", "", "", "");

    private readonly Dictionary<(string Name, string NamespaceUri), int> indexes = [];
    private RecordedName[] all = new RecordedName[Room];

    /// <summary>For each name, behind its start and behind its end, the start and the end that came next the last time. It stands apart, for another thread reads the names.</summary>
    private int[] successors = new int[4 * Room];
    private int count = 1;
    private int last;

    internal RecordedNames() => all[0] = NoName;

    internal ref readonly RecordedName this[int index] => ref all[index];

    /// <summary>Gets the number of a name, which is not empty.</summary>
    internal int IndexOf(SaxToken token, string name, string namespaceUri, bool isEnd)
    {
        var side = isEnd ? 1 : 0;
        ref var expected = ref successors[last + side];
        ref var there = ref all[expected];
        if (!ReferenceEquals(there.Name, name) || !ReferenceEquals(there.NamespaceUri, namespaceUri))
        {
            var index = Find(token, name, namespaceUri);
            successors[last + side] = index;        // which may have grown
            last = (4 * index) + (2 * side);
            return index;
        }

        last = (4 * expected) + (2 * side);
        return expected;
    }

    /// <summary>Forgets the names if there are many: what comes from outside must not grow without bound.</summary>
    internal void Trim()
    {
        last = 0;
        if (count <= MaxKept)
            return;

        indexes.Clear();
        all = new RecordedName[Room];
        all[0] = NoName;
        successors = new int[4 * Room];
        count = 1;
    }

    private int Find(SaxToken token, string name, string namespaceUri)
    {
        if (indexes.TryGetValue((name, namespaceUri), out var index))
            return index;

        if (count == all.Length)
        {
            Array.Resize(ref all, count * 2);
            Array.Resize(ref successors, count * 8);
        }

        indexes.Add((name, namespaceUri), count);
        all[count] = new(name, token.Prefix, token.LocalName, namespaceUri);
        return count++;
    }
}
