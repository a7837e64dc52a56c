using System.Runtime.InteropServices;
using System.Text;

namespace CoroFsm.Parsers;

/// <summary>Events that are recorded from one source, to be pushed again later and elsewhere. Its memory is used again.</summary>
/// <remarks>
/// Memory that crosses from one processor to another costs far more than the work on it, so an event takes 12 bytes and its text: its name is a number, and where it begins is told from where the
/// one before did. What does not fit in goes to the rarities.
/// </remarks>
internal sealed class SaxBatch : SaxToken
{
    /// <summary>How many events it takes.</summary>
    internal const int Capacity = 1024;

    /// <summary>How much text makes it full, in bytes; one event may have more.</summary>
    private const int FullText = 32 << 10;

    /// <summary>How much memory for text it keeps.</summary>
    private const int MaxKeptText = 1 << 20;

    private readonly Entry[] entries = new Entry[Capacity];
    private readonly RecordedNames names = new();
    private readonly List<Rarity> rarities = [default];
    private readonly List<SaxAttribute> recorded = [];
    private int count;

    /// <summary>How much of the text buffer is used.</summary>
    private int used;

    /// <summary>Where the event that was recorded last begins.</summary>
    private int lastLine;
    private long lastOffset;

    /// <summary>The event that is being pushed, and where it begins.</summary>
    private Entry current;
    private int line;
    private int column;
    private long offset;

    internal SaxBatch() => textBuffer = new byte[FullText];

    internal bool IsEmpty => count == 0;

    internal bool IsFull => count == Capacity || used >= FullText;

    internal override string Name => names[current.Name].Name;

    internal override string Prefix => names[current.Name].Prefix;

    internal override string LocalName => names[current.Name].LocalName;

    internal override string NamespaceUri => names[current.Name].NamespaceUri;

    internal override int Line => line;

    internal override int Column => column;

    internal override long ByteOffset => offset;

    internal override SaxAttribute GetAttribute(int index) => recorded[rarities[current.Rare].AttributeStart + index];

    internal override string AttributeName(int index) => GetAttribute(index).Name;

    private protected override ReadOnlySpan<byte> LoadAttributeText(int index) => Encoding.UTF8.GetBytes(GetAttribute(index).Value);

    /// <summary>Records an event. There must be room.</summary>
    /// <param name="token">What the event is about.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="namespaceUri">The namespace that the name is in.</param>
    /// <param name="beginLine">The line on which it begins.</param>
    /// <param name="beginColumn">The column at which it begins.</param>
    /// <param name="beginOffset">The byte at which it begins.</param>
    internal void Add(SaxToken token, SaxKind kind, string name, string namespaceUri, int beginLine, int beginColumn, long beginOffset)
    {
        var length = kind is SaxKind.StartElement or SaxKind.EndElement ? 0 : AddText(token.Text);
        var number = name.Length == 0 ? 0 : names.IndexOf(token, name, namespaceUri, kind == SaxKind.EndElement);
        var attributesHere = kind == SaxKind.StartElement ? token.AttributeCount : 0;
        var bytes = (ulong)(beginOffset - lastOffset);
        var lines = (uint)(beginLine - lastLine);
        lastLine = beginLine;
        lastOffset = beginOffset;

        ref var entry = ref entries[count];
        entry.Kind = kind;
        entry.Name = (ushort)number;
        entry.TextLength = unchecked((ushort)length);
        entry.Offset = unchecked((ushort)bytes);
        entry.Lines = unchecked((byte)lines);
        entry.Column = unchecked((ushort)beginColumn);
        entry.Rare = 0;
        if ((bytes | (uint)beginColumn | (uint)length) > ushort.MaxValue || lines > byte.MaxValue || attributesHere > 0)
            entry.Rare = AddRarity(token, new(beginLine, beginColumn, beginOffset), length, attributesHere);
        count++;        // last: an event that could not be read is not in
    }

    /// <summary>Pushes the events that were recorded.</summary>
    internal void PushTo(IObserver<SaxEvent> target)
    {
        line = 0;
        offset = 0;
        textStart = 0;
        textLength = 0;
        for (var i = 0; i < count; i++)
        {
            unchecked { Version++; }
            textStart += textLength;
            current = entries[i];
            if (current.Rare == 0)
            {
                line += current.Lines;
                column = current.Column;
                offset += current.Offset;
                textLength = current.TextLength;
                attributeCount = 0;
            }
            else
            {
                (line, column, offset) = rarities[current.Rare].Place;
                textLength = rarities[current.Rare].TextLength;
                attributeCount = rarities[current.Rare].AttributeCount;
            }

            target.OnNext(new(this, current.Kind));
        }
    }

    /// <summary>Forgets the events; those who still hold one find it over.</summary>
    internal void Clear()
    {
        unchecked { Version++; }
        count = 0;
        used = 0;
        lastLine = 0;
        lastOffset = 0;
        current = default;
        names.Trim();
        recorded.Clear();
        rarities.RemoveRange(1, rarities.Count - 1);
        if (textBuffer.Length > MaxKeptText)
            textBuffer = new byte[FullText];
    }

    private int AddText(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > textBuffer.Length - used)
            Array.Resize(ref textBuffer, (int)Math.Min(Math.Max(textBuffer.Length * 2L, (long)used + piece.Length), Array.MaxLength));
        piece.CopyTo(textBuffer.AsSpan(used));
        used += piece.Length;
        return piece.Length;
    }

    private ushort AddRarity(SaxToken token, TextPlace begin, int length, int attributesHere)
    {
        rarities.Add(new() { Place = begin, TextLength = length, AttributeStart = recorded.Count, AttributeCount = attributesHere });
        for (var i = 0; i < attributesHere; i++)
            recorded.Add(token.GetAttribute(i));
        return (ushort)(rarities.Count - 1);
    }

    /// <summary>What every event has.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        internal ushort Name;
        internal ushort TextLength;

        /// <summary>How many bytes after the event before it begins.</summary>
        internal ushort Offset;

        internal ushort Column;

        /// <summary>Where the rest is; 0: there is none.</summary>
        internal ushort Rare;

        /// <summary>How many lines after the event before it begins.</summary>
        internal byte Lines;
        internal SaxKind Kind;
    }

    /// <summary>What an event has that does not fit into an entry.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Rarity
    {
        internal TextPlace Place;
        internal int TextLength;
        internal int AttributeStart;
        internal int AttributeCount;
    }
}
