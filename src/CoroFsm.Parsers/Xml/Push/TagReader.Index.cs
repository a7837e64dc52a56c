using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Xml;

/// <content>Start tags by the index: no search for a byte.</content>
internal sealed partial class TagReader
{
    /// <summary>Reads a start tag with attributes by the index.</summary>
    /// <param name="window">The current window.</param>
    /// <param name="start">The offset of the tag; the window's index is at that entry.</param>
    /// <param name="depth">The depth of the element, from 1.</param>
    /// <param name="isEmpty">Whether it is the tag of an empty element.</param>
    /// <returns>The number of the element's name, and the window is behind the tag; 0 if the tag must be read by its bytes.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int ReadByIndex(InputWindow window, int start, int depth, out bool isEmpty)
    {
        isEmpty = false;
        if (attributes.HasDeclarations)
            return 0;

        var b = window.Buffer;
        var index = window.Index;
        var count = window.IndexCount;
        var blank = Vector256.LessThanOrEqual(
            Vector256.Create<byte>(new ReadOnlySpan<byte>(b, start + 1, NameTable.HeadLength)),
            Vector256.Create((byte)' '));
        var length = BitOperations.TrailingZeroCount(blank.ExtractMostSignificantBits());
        if (length is 0 or >= NameTable.HeadLength)
            return 0;
        var table = names.Table;
        var element = table.FindAfter(table.Last, b, start + 1, length);
        if (element == 0)
            return 0;

        entities.BeginTag();
        attributes.Begin();
        var found = 0;
        var name = element;
        var tag = attributes.TagNumber;
        var list = token.Attributes;
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
                    return Revert();       // the index has the line ends between attributes
                next++;
            }

            if (b[at] is (byte)'>' or (byte)'/')
            {
                isEmpty = b[at] == '/';
                if (isEmpty && b[++at] != '>')
                    return Revert();
                at++;
                next++;
                break;
            }

            // What follows is name="value", and the index has = and both quotes one after the other.
            var equals = index[next];
            var delimiter = b[equals + 1];
            if (at == before || equals <= at || next + 2 >= count || b[equals] != '='
                || index[next + 1] != equals + 1 || delimiter is not ((byte)'"' or (byte)'\''))
                return Revert();
            next += 2;
            var end = index[next];
            var isNormalized = b[end] == delimiter;
            if (!isNormalized)
            {
                var first = next;
                next = FindQuote(b, index, next, count, delimiter);
                if (next == count)
                    return Revert();
                end = index[next];
                isNormalized = IsNormalized(b, index.AsSpan(first, next - first));
            }

            name = table.FindAfter(NameTable.After(name), b, at, equals - at);
            if (name == 0)
                return Revert();
            ref var record = ref table[name];
            if (record.Stamp == tag || found >= list.Length || end - equals > options.MaxValueLength)
                return Revert();
            record.Stamp = tag;
            namespaceWork |= record.Prefix | (int)record.Kind;
            ref var attribute = ref list[found++];
            attribute.Name = name;
            attribute.Start = equals + 2;
            attribute.Length = end - equals - 2;
            attribute.Offset = at;
            if (!isNormalized)
                attributes.Normalize(ref attribute, isTyped: false);
            at = end + 1;
            next++;
        }

        if (at - start > options.MaxTagLength)
            return Revert();

        token.Count = found;
        table.Last = NameTable.After(name);
        if (namespaceWork != 0)
            namespaces.Apply(depth);
        window.Position = at;
        window.IndexPosition = next;
        return element;
    }

    /// <summary>Leaves the tag to be read by its bytes.</summary>
    private int Revert()
    {
        entities.RevertTag();
        return 0;
    }

    /// <summary>Finds the closing quote among the index entries of a value.</summary>
    /// <returns>Its entry; the count if there is none, or the value must be read by its bytes.</returns>
    private static int FindQuote(byte[] b, int[] index, int next, int count, byte delimiter)
    {
        while (next < count && b[index[next]] != delimiter)
            next = b[index[next]] is (byte)'<' or (byte)'>' ? count : next + 1;
        return next;
    }

    /// <summary>Determines whether the index entries in a value are all of quotes and =, so that it is its own normalized form.</summary>
    private static bool IsNormalized(byte[] b, ReadOnlySpan<int> entries)
    {
        foreach (var entry in entries)
        {
            if (b[entry] is not ((byte)'"' or (byte)'\'' or (byte)'='))
                return false;
        }

        return true;
    }
}
