using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers;

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
        if (hasDeclaredAttributes)
            return 0;

        var b = window.Buffer;
        var index = window.Index;
        var count = window.IndexCount;
        var blank = Vector256.LessThanOrEqual(Vector256.Create<byte>(new ReadOnlySpan<byte>(b, start + 1, NameTable.HeadLength)), Vector256.Create((byte)' '));
        var length = BitOperations.TrailingZeroCount(blank.ExtractMostSignificantBits());
        if (length is 0 or >= NameTable.HeadLength)
            return 0;
        var element = names.Find(b, start + 1, length);
        if (element == 0)
            return 0;

        BeginAttributes();
        var at = start + 1 + length;
        var next = window.IndexPosition + 1;
        while (true)
        {
            var before = at;
            for (; b[at] <= ' '; at++)
            {
                if (b[at] == ' ')
                    continue;
                if (b[at] is not ((byte)'\n' or (byte)'\t') || index[next] != at)
                    return 0;
                next++;
            }

            var c = b[at];
            if (c == '>')
            {
                at++;
                next++;
                break;
            }

            if (c == '/')
            {
                if (b[at + 1] != '>')
                    return 0;
                isEmpty = true;
                at += 2;
                next++;
                break;
            }

            // What follows is name="value", and the index has = and both quotes one after the other.
            var equals = index[next];
            if (at == before || next + 2 >= count || b[equals] != '=' || index[next + 1] != equals + 1)
                return 0;
            var delimiter = b[equals + 1];
            if (delimiter is not ((byte)'"' or (byte)'\''))
                return 0;
            var close = next + 2;
            var isPlain = true;
            while (b[index[close]] != delimiter)
            {
                if (b[index[close]] is (byte)'<' or (byte)'>' || ++close >= count)
                    return 0;
                isPlain = false;
            }

            var name = equals > at ? names.Find(b, at, equals - at) : 0;
            if (name == 0)
                return 0;
            var end = index[close];
            AddAttribute(name, at, equals + 2, end - equals - 2, isPlain || b.AsSpan(equals + 2, end - equals - 2).IndexOfAny(ValueMarks) < 0);
            at = end + 1;
            next = close + 1;
        }

        if (hasNamespaceWork)
            DeclareNamespaces(start);
        window.Position = at;
        window.IndexPosition = next;
        return element;
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
