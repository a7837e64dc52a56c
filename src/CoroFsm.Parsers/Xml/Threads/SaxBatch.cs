using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Contains events that are recorded from one source, to be pushed later on another thread. Its memory is reused.</summary>
/// <remarks>
/// Data that crosses threads must be small and quick to write. A parser records the position of an event in its window in 8 bytes, and the
/// bytes are copied as a whole before they leave the window; lines and columns are counted on demand. Events of other sources, and those
/// that are not unchanged in the window, are copied completely.
/// </remarks>
internal sealed class SaxBatch : SaxToken
{
    /// <summary>The maximum number of events.</summary>
    internal const int Capacity = 4096;

    /// <summary>The number of bytes that make a batch full; one event may have more.</summary>
    private const int FullBytes = 32 << 10;

    /// <summary>The maximum memory for bytes that is kept.</summary>
    private const int MaxKeptBytes = 1 << 20;

    private readonly ulong[] entries = new ulong[Capacity];
    private readonly List<SaxPiece> pieces = [];
    private readonly List<SaxCopy> copies = [];
    private readonly List<SaxAttribute> recorded = [];
    private RecordedName[] names = [];
    private int count;

    /// <summary>The used length of the text buffer.</summary>
    private int used;
    private long attributeBytes;

    /// <summary>
    /// The owner of the window of the last piece, that window, and the end of the last event in it. The piece is copied when it is
    /// complete.
    /// </summary>
    private object? lender;
    private byte[] lent = [];
    private int lentEnd;

    /// <summary>
    /// The current event, its copy, if any, and the position up to which lines have been counted.
    /// </summary>
    private ulong current;
    private bool isCopied;
    private SaxCopy copy;
    private SaxPiece piece;
    private int mark;
    private TextPosition markPosition;

    internal SaxBatch() => textBuffer = new byte[FullBytes];

    internal int Count => count;

    internal bool IsEmpty => count == 0;

    internal bool IsFull => count == Capacity || used + attributeBytes >= FullBytes;

    internal override string Name => RecordedName.Name;

    internal override string Prefix => RecordedName.Prefix;

    internal override string LocalName => RecordedName.LocalName;

    internal override string NamespaceUri => RecordedName.NamespaceUri;

    internal override int Line => Position.Line;

    internal override int Column => Position.Column;

    internal override long ByteOffset => Position.ByteOffset;

    private ref readonly RecordedName RecordedName => ref names[KindOf(current) == SaxKind.Text ? 0 : ValueOf(current)];

    private TextPosition Position
    {
        get
        {
            if (isCopied)
                return copy.Position;
            var begin = BeginOf(current) + piece.Shift;
            if (begin < mark)
                (mark, markPosition) = (piece.Start, piece.Position);
            markPosition = markPosition.After(textBuffer.AsSpan(mark..begin), piece.BytesPerUnit);
            mark = begin;
            return markPosition;
        }
    }

    internal override SaxAttribute GetAttribute(int index) => recorded[copy.AttributeStart + index];

    internal override string AttributeName(int index) => GetAttribute(index).Name;

    private protected override ReadOnlySpan<byte> LoadAttributeText(int index) => Encoding.UTF8.GetBytes(GetAttribute(index).Value);

    /// <summary>Records an event completely. There must be room.</summary>
    internal void Add(SaxToken token, SaxKind kind, RecordedNames known)
    {
        var text = kind is SaxKind.StartElement or SaxKind.EndElement ? default : token.Text;
        var attributesHere = kind == SaxKind.StartElement ? token.AttributeCount : 0;
        var firstAttribute = recorded.Count;
        for (var i = 0; i < attributesHere; i++)
        {
            var attribute = token.GetAttribute(i);
            recorded.Add(attribute);
            attributeBytes += attribute.Value.Length * sizeof(char);
        }

        entries[count] = Pack(kind, 0, 0, known.IndexOf(token, kind));
        var position = new TextPosition(token.Line, token.Column, token.ByteOffset);
        var textBegin = AddBytes(text);

        // Last: an event that could not be read is not recorded.
        copies.Add(new()
        {
            Event = count++,
            Position = position,
            TextStart = textBegin,
            TextLength = text.Length,
            AttributeStart = firstAttribute,
            AttributeCount = attributesHere,
        });
    }

    /// <summary>Determines whether a parser lends its window to this batch (<see cref="BeginPiece"/>).</summary>
    internal bool IsLentBy(object parser) => ReferenceEquals(lender, parser);

    /// <summary>
    /// Begins a piece: the following events are in the window of a parser, which ends the piece before the window changes.
    /// </summary>
    /// <param name="parser">The parser.</param>
    /// <param name="window">Its window.</param>
    /// <param name="start">The position of the first event in the window.</param>
    /// <param name="position">The position of that event in the document.</param>
    /// <param name="bytesPerUnit">See <see cref="TextPosition.After"/>.</param>
    internal void BeginPiece(object parser, byte[] window, int start, TextPosition position, int bytesPerUnit)
    {
        EndPiece();
        (lender, lent) = (parser, window);
        pieces.Add(new() { FirstEvent = count, Start = start, Position = position, BytesPerUnit = bytesPerUnit });
    }

    /// <summary>Records an event of a piece. There must be room.</summary>
    /// <param name="kind">The kind: a start without attributes, an end, or a text.</param>
    /// <param name="begin">The start of the event.</param>
    /// <param name="skip">The distance to the start of its text, in bytes; at most 255.</param>
    /// <param name="value">The number of its name, or the length of its text; at most 65,535.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddByOffset(SaxKind kind, int begin, int skip, int value)
    {
        entries[count++] = Pack(kind, begin, skip, value);
        lentEnd = begin + skip + (kind == SaxKind.Text ? value : 0);
    }

    /// <summary>Copies the bytes of the last piece, if that has not been done.</summary>
    internal void EndPiece()
    {
        if (lender is null)
            return;
        ref var last = ref CollectionsMarshal.AsSpan(pieces)[^1];
        last.Shift = AddBytes(lent.AsSpan(last.Start..lentEnd)) - last.Start;
        last.Start += last.Shift;
        (lender, lent) = (null, []);
    }

    /// <summary>Creates the batch independent of the source.</summary>
    internal void Seal(RecordedNames known)
    {
        EndPiece();
        names = known.All;
    }

    /// <summary>Pushes the recorded events.</summary>
    internal void PushTo(IObserver<SaxEvent> target)
    {
        var (nextPiece, nextCopy) = (0, 0);
        for (var i = 0; i < count;)
        {
            if (i == FirstOf(nextPiece))
            {
                piece = pieces[nextPiece++];
                (mark, markPosition) = (piece.Start, piece.Position);
            }

            if (i == CopiedOf(nextCopy))
            {
                copy = copies[nextCopy++];
                PushCopy(target, entries[i++]);
                continue;
            }

            var end = Math.Min(FirstOf(nextPiece), CopiedOf(nextCopy));
            PushByOffset(target, entries.AsSpan(i..end));
            i = end;
        }
    }

    /// <summary>Pushes consecutive events of a piece.</summary>
    private void PushByOffset(IObserver<SaxEvent> target, ReadOnlySpan<ulong> run)
    {
        var shift = piece.Shift;
        foreach (var entry in run)
        {
            unchecked { Version++; }
            current = entry;
            var kind = KindOf(entry);
            textStart = BeginOf(entry) + shift + SkipOf(entry);
            textLength = kind == SaxKind.Text ? ValueOf(entry) : 0;
            target.OnNext(new(this, kind));
        }
    }

    /// <summary>Clears the events. Events that are still referenced are no longer valid.</summary>
    internal void Clear()
    {
        unchecked { Version++; }
        count = used = textLength = attributeCount = 0;
        attributeBytes = 0;
        isCopied = false;
        recorded.Clear();
        pieces.Clear();
        copies.Clear();
        if (textBuffer.Length > MaxKeptBytes)
            textBuffer = new byte[FullBytes];
    }

    private static ulong Pack(SaxKind kind, int begin, int skip, int value) =>
        (uint)begin | ((ulong)kind << 32) | ((ulong)(uint)skip << 40) | ((ulong)(uint)value << 48);

    private static int BeginOf(ulong entry) => (int)entry;

    private static SaxKind KindOf(ulong entry) => (SaxKind)(byte)(entry >> 32);

    private static int SkipOf(ulong entry) => (byte)(entry >> 40);

    private static int ValueOf(ulong entry) => (int)(entry >> 48);

    private int FirstOf(int number) => number < pieces.Count ? pieces[number].FirstEvent : count;

    private int CopiedOf(int number) => number < copies.Count ? copies[number].Event : count;

    private void PushCopy(IObserver<SaxEvent> target, ulong entry)
    {
        unchecked { Version++; }
        (current, isCopied) = (entry, true);
        (textStart, textLength, attributeCount) = (copy.TextStart, copy.TextLength, copy.AttributeCount);
        target.OnNext(new(this, KindOf(entry)));
        (isCopied, attributeCount) = (false, 0);
    }

    private int AddBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > textBuffer.Length - used)
            Array.Resize(ref textBuffer, (int)Math.Min(Math.Max(textBuffer.Length * 2L, (long)used + bytes.Length), Array.MaxLength));
        bytes.CopyTo(textBuffer.AsSpan(used));
        used += bytes.Length;
        return used - bytes.Length;
    }
}
