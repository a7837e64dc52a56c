namespace CoroFsm.Parsers;

/// <summary>The names in a batch of events, by number. They are kept from one use of the batch to the next.</summary>
/// <remarks>The same names tend to follow each other, so the one that followed last time, as an end or not, is tried first.</remarks>
internal sealed class RecordedNames
{
    /// <summary>So many are kept; those of a batch are never more than its events.</summary>
    private const int MaxKept = 4096;

    private readonly Dictionary<(string Name, string NamespaceUri), int> indexes = [];
    private RecordedName[] all = [new("", "", "", "")];
    private int count = 1;
    private int last;

    internal ref readonly RecordedName this[int index] => ref all[index];

    /// <summary>Gets the number of a token's name. 0 is that of no name.</summary>
    internal int IndexOf(SaxToken token, bool isEnd)
    {
        ref var before = ref all[last];
        var index = isEnd ? before.NextEnd : before.Next;
        ref var expected = ref all[index];
        if (ReferenceEquals(expected.Name, token.Name) && ReferenceEquals(expected.NamespaceUri, token.NamespaceUri))
            return last = index;

        index = Find(token);
        if (isEnd)
            all[last].NextEnd = index;
        else
            all[last].Next = index;
        return last = index;
    }

    /// <summary>Forgets the names if there are many: what comes from outside must not grow without bound.</summary>
    internal void Trim()
    {
        last = 0;
        if (count <= MaxKept)
            return;

        indexes.Clear();
        all = [new("", "", "", "")];
        count = 1;
    }

    private int Find(SaxToken token)
    {
        if (indexes.TryGetValue((token.Name, token.NamespaceUri), out var index))
            return index;

        if (count == all.Length)
            Array.Resize(ref all, count * 2);
        indexes.Add((token.Name, token.NamespaceUri), count);
        all[count] = new(token.Name, token.Prefix, token.LocalName, token.NamespaceUri);
        return count++;
    }
}
