using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Xml;

/// <content>What the main loop needs beside itself: tags with attributes by the index, and what is rare.</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>Whether tags must be compared with declarations of attributes, which the main loop does not do.</summary>
    private protected bool hasDeclaredAttributes;

    /// <summary>Reads a tag with attributes by the places in the index.</summary>
    /// <param name="start">Where it begins; the window's index is at that place.</param>
    /// <param name="isEmpty">Whether it is that of an empty element.</param>
    /// <returns>The name of the element, and the window stands behind the tag; 0 if the tag must be read by its bytes.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected int ReadTagByIndex(int start, out bool isEmpty)
    {
        isEmpty = false;
        expandedBefore = expanded;
        if (hasDeclaredAttributes)
            return 0;

        var b = window.Buffer;
        var index = window.Index;
        var count = window.IndexCount;
        var blank = Vector256.LessThanOrEqual(Vector256.Create<byte>(new ReadOnlySpan<byte>(b, start + 1, NameTable.HeadLength)), Vector256.Create((byte)' '));
        var length = BitOperations.TrailingZeroCount(blank.ExtractMostSignificantBits());
        if (length is 0 or >= NameTable.HeadLength)
            return 0;
        var table = names;
        var element = table.FindAfter(table.Last, b, start + 1, length);
        if (element == 0)
            return 0;

        BeginAttributes();
        var found = 0;
        var name = element;
        var tag = tagNumber;
        var list = attributes;
        var namespaceWork = 0;
        var at = start + 1 + length;
        var next = window.IndexPosition + 1;
        while (true)
        {
            var before = at;
            if (b[at] == ' ')
                at++;
            for (; b[at] <= ' '; at++)
            {
                if (b[at] == ' ')
                    continue;
                if (b[at] is not ((byte)'\n' or (byte)'\t') || index[next] != at)
                    return 0;       // the index has the line ends between attributes
                next++;
            }

            if (b[at] is (byte)'>' or (byte)'/')
            {
                isEmpty = b[at] == '/';
                if (isEmpty && b[++at] != '>')
                    return 0;
                at++;
                next++;
                break;
            }

            // What follows is name="value", and the index has = and both quotes one after the other.
            var equals = index[next];
            var delimiter = b[equals + 1];
            if (at == before || equals <= at || next + 2 >= count || b[equals] != '=' || index[next + 1] != equals + 1 || delimiter is not ((byte)'"' or (byte)'\''))
                return 0;
            next += 2;
            var end = index[next];
            var isPlain = b[end] == delimiter;
            if (!isPlain)
            {
                var first = next;
                next = FindQuote(b, index, next, count, delimiter);
                if (next == count)
                    return 0;
                end = index[next];
                isPlain = IsPlain(b, index.AsSpan(first, next - first));
            }

            name = table.FindAfter(NameTable.After(name), b, at, equals - at);
            if (name == 0)
                return 0;
            ref var record = ref table[name];
            if (record.Stamp == tag || found >= list.Length || end - equals > options.MaxValueLength)
                return 0;
            record.Stamp = tag;
            namespaceWork |= record.Prefix | (int)record.Kind;
            ref var attribute = ref list[found++];
            attribute.Name = name;
            attribute.Start = equals + 2;
            attribute.Length = end - equals - 2;
            attribute.Place = at;
            if (!isPlain)
                Normalise(ref attribute);
            at = end + 1;
            next++;
        }

        if (at - start > options.MaxTagLength)
            return 0;

        attributeCount = found;
        table.Last = NameTable.After(name);
        if (namespaceWork != 0)
            DeclareNamespaces(start);
        window.Position = at;
        window.IndexPosition = next;
        return element;
    }

    /// <summary>Finds the closing quote among the places of a value.</summary>
    /// <returns>Which place it is; the count if there is none, or what must be read by its bytes stands before it.</returns>
    private static int FindQuote(byte[] b, int[] index, int next, int count, byte delimiter)
    {
        while (next < count && b[index[next]] != delimiter)
            next = b[index[next]] is (byte)'<' or (byte)'>' ? count : next + 1;
        return next;
    }

    /// <summary>Tells whether the places in a value are all of quotes and =, so that it stands for itself.</summary>
    private static bool IsPlain(byte[] b, ReadOnlySpan<int> places)
    {
        foreach (var place in places)
        {
            if (b[place] is not ((byte)'"' or (byte)'\'' or (byte)'='))
                return false;
        }

        return true;
    }

    /// <summary>Replaces the value of an attribute by its normalised form.</summary>
    private void Normalise(ref AttributeRecord attribute)
    {
        var begin = values.Length;
        Normalise(attribute.Start, window.Buffer.AsSpan(attribute.Start, attribute.Length), isTyped: false);
        attribute.Start = ~begin;
        attribute.Length = values.Length - begin;
    }

    /// <summary>Makes room for one more open element, or tells why there cannot be one.</summary>
    private protected void PrepareLevel(int level, int at)
    {
        if (level == 0)
        {
            if (hasRoot && !options.IsFragment)
                Fail(at, "A second root element; only comments and processing instructions may follow the root element.");
            hasRoot = hasStartedDocument = true;
        }

        if (level < stack.Length)
            return;
        if (level >= options.MaxDepth)
            FailLimit(at, "Elements nest deeper than", options.MaxDepth, nameof(XmlPushOptions.MaxDepth));
        Array.Resize(ref stack, Math.Min(stack.Length * 2, options.MaxDepth));
    }

    private protected void FailSectionEnd(int start, int at)
    {
        DeliverPiece(SaxKind.Text, start, at - 2);
        Fail(at - 2, "']]>' cannot stand in text: write ]]&gt;.");
    }
}
