using System.Runtime.InteropServices;
using System.Text;

namespace CoroFsm.Parsers;

/// <summary>Events that are recorded from one source, to be pushed again later and elsewhere. Its memory is used again.</summary>
internal sealed class SaxBatch : SaxToken
{
    /// <summary>How many events it takes.</summary>
    internal const int Capacity = 512;

    /// <summary>How much text makes it full, in bytes; one event may have more.</summary>
    private const int FullText = 32 << 10;

    /// <summary>How much memory for text it keeps.</summary>
    private const int MaxKeptText = 1 << 20;

    private readonly Entry[] entries = new Entry[Capacity];
    private readonly List<SaxAttribute> attributes = [];
    private int count;

    /// <summary>How much of the text buffer is used.</summary>
    private int used;

    /// <summary>The event that is being pushed.</summary>
    private int at;

    internal SaxBatch() => textBuffer = new byte[FullText];

    internal bool IsFull => count == Capacity || used >= FullText;

    internal override string Name => entries[at].Name;

    internal override string Prefix => entries[at].Prefix;

    internal override string LocalName => entries[at].LocalName;

    internal override string NamespaceUri => entries[at].NamespaceUri;

    internal override int AttributeCount => entries[at].AttributeCount;

    internal override int Line => entries[at].Line;

    internal override int Column => entries[at].Column;

    internal override long ByteOffset => entries[at].ByteOffset;

    internal override SaxAttribute GetAttribute(int index) => attributes[entries[at].AttributeStart + index];

    internal override string AttributeName(int index) => GetAttribute(index).Name;

    internal override ReadOnlySpan<byte> AttributeText(int index) => Encoding.UTF8.GetBytes(GetAttribute(index).Value);

    /// <summary>Records an event. There must be room.</summary>
    internal void Add(in SaxEvent e)
    {
        ref var entry = ref entries[count];
        entry.Kind = e.Kind;
        (entry.Line, entry.Column, entry.ByteOffset) = (e.Line, e.Column, e.ByteOffset);
        entry.TextStart = used;
        entry.TextLength = 0;
        entry.AttributeCount = 0;
        if (e.Kind is SaxKind.Text or SaxKind.CData)
        {
            (entry.Name, entry.Prefix, entry.LocalName, entry.NamespaceUri) = ("", "", "", "");
            AddText(ref entry, e.Text);
        }
        else
        {
            AddName(ref entry, e);
            if (e.Kind == SaxKind.StartElement)
                AddAttributes(ref entry, e.Attributes);
            else if (e.Kind != SaxKind.EndElement)
                AddText(ref entry, e.Text);
        }

        count++;        // last: an event that could not be read is not in
    }

    /// <summary>Pushes the events that were recorded.</summary>
    internal void PushTo(IObserver<SaxEvent> target)
    {
        for (at = 0; at < count; at++)
        {
            unchecked { Version++; }
            (textStart, textLength) = (entries[at].TextStart, entries[at].TextLength);
            target.OnNext(new(this, entries[at].Kind));
        }
    }

    /// <summary>Forgets the events, those who still hold one find it over.</summary>
    internal void Clear()
    {
        unchecked { Version++; }
        count = 0;
        used = 0;
        attributes.Clear();
        if (textBuffer.Length > MaxKeptText)
            textBuffer = new byte[FullText];
    }

    private static void AddName(ref Entry entry, in SaxEvent e)
    {
        entry.Name = e.Name;
        entry.Prefix = e.Prefix;
        entry.LocalName = e.LocalName;
        entry.NamespaceUri = e.NamespaceUri;
    }

    private void AddAttributes(ref Entry entry, SaxAttributes all)
    {
        entry.AttributeStart = attributes.Count;
        for (var i = 0; i < all.Count; i++)
            attributes.Add(all[i]);
        entry.AttributeCount = attributes.Count - entry.AttributeStart;
    }

    private void AddText(ref Entry entry, ReadOnlySpan<byte> piece)
    {
        if (piece.Length > textBuffer.Length - used)
            Array.Resize(ref textBuffer, (int)Math.Min(Math.Max(textBuffer.Length * 2L, (long)used + piece.Length), Array.MaxLength));
        piece.CopyTo(textBuffer.AsSpan(used));
        entry.TextLength = piece.Length;
        used += piece.Length;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        internal string Name;
        internal string Prefix;
        internal string LocalName;
        internal string NamespaceUri;
        internal long ByteOffset;
        internal int Line;
        internal int Column;
        internal int TextStart;
        internal int TextLength;
        internal int AttributeStart;
        internal int AttributeCount;
        internal SaxKind Kind;
    }
}
