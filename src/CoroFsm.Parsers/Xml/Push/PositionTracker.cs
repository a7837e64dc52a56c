using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Converts offsets in the window to positions in the document. Lines and columns are counted on demand, and when bytes leave the
/// window.
/// </summary>
internal sealed class PositionTracker(InputStack input)
{
    /// <summary>No offset.</summary>
    internal const int None = -1;

    /// <summary>Stands for the offset of a byte that has left the window; its position was saved before.</summary>
    internal const int Saved = 0;

    private const int NoMark = int.MaxValue;

    /// <summary>The position of the first byte of the window.</summary>
    private TextPosition first;

    /// <summary>
    /// The offset that was asked for last, and its position. Separate fields: reading a struct that was written in parts stalls on
    /// store forwarding.
    /// </summary>
    private int mark;
    private int markLine;
    private int markColumn;
    private long markOffset;

    /// <summary>
    /// Another requested offset, so that alternating requests for the start of a text and for a reference in it are both fast.
    /// </summary>
    private int otherMark;
    private TextPosition otherPosition;
    private TextPosition savedPosition;
    private TextPosition referencePosition;

    /// <summary>
    /// The number of references to entities that are being expanded. Everything in them is at the position of the outermost reference.
    /// </summary>
    internal int ReferenceDepth;

    /// <summary>Gets the byte offset of the start of the document, after its byte order mark.</summary>
    internal long DocumentOffset { get; private set; }

    /// <summary>Gets the position of the first byte of the window.</summary>
    internal TextPosition First => first;

    /// <summary>Gets the number of bytes that were read to count lines and columns, which is the cost of requesting positions.</summary>
    internal long PassedBytes { get; private set; }

    /// <summary>Gets or sets the number of document bytes that a UTF-16 unit stands for; 0 for UTF-8.</summary>
    internal int BytesPerUnit { get; set; }

    /// <summary>Gets the position of an offset in the current window.</summary>
    internal TextPosition At(int offset)
    {
        if (ReferenceDepth > 0)
            return referencePosition;
        if (offset == Saved)
            return savedPosition;

        MoveMark(offset);
        return new(markLine, markColumn, markOffset);
    }

    /// <summary>Starts a document.</summary>
    internal void Start(TextPosition start)
    {
        first = start;
        DocumentOffset = start.ByteOffset;
        ReferenceDepth = 0;
        mark = InputWindow.Reserve;
        (markLine, markColumn, markOffset) = first;
        otherMark = NoMark;
    }

    /// <summary>Moves the start of the document behind its byte order mark.</summary>
    internal void SkipMark(int length) => Start(first with { ByteOffset = first.ByteOffset + length });

    /// <summary>Starts the expansion of an entity.</summary>
    internal void EnterReference(int offset)
    {
        if (ReferenceDepth == 0)
            referencePosition = At(offset);
        ReferenceDepth++;
    }

    /// <summary>Saves the position of an offset whose byte is about to leave the window.</summary>
    /// <returns>The offset that stands for it from now on.</returns>
    internal int Save(int offset)
    {
        savedPosition = At(offset);
        return Saved;
    }

    /// <summary>Counts the bytes of the document that are about to leave the window. Must not be called in the text of an entity.</summary>
    internal void MoveTo(int offset)
    {
        MoveMark(offset);
        first = new(markLine, markColumn, markOffset);
        mark = InputWindow.Reserve;
        otherMark = NoMark;
    }

    private void MoveMark(int offset)
    {
        if (offset == mark)
            return;
        if (offset < mark || (otherMark > mark && otherMark <= offset))
            ExchangeMarks(offset);

        var passed = input.Current.Buffer.AsSpan(mark);
        var length = offset - mark;
        PassedBytes += length;
        if (length >= Vector256<byte>.Count || passed.Length < Vector256<byte>.Count
            || !TextPosition.TryPass(passed, length, ref markLine, ref markColumn))
            (markLine, markColumn, markOffset) = new TextPosition(markLine, markColumn, markOffset).After(passed[..length], BytesPerUnit);
        else
            markOffset += (long)length * Math.Max(BytesPerUnit, 1);
        mark = offset;
    }

    /// <summary>Continues from the other mark, or from the first byte if the other mark is after the offset, too.</summary>
    private void ExchangeMarks(int offset)
    {
        var (left, leftPosition) = (mark, new TextPosition(markLine, markColumn, markOffset));
        (mark, (markLine, markColumn, markOffset)) = offset < otherMark ? (InputWindow.Reserve, first) : (otherMark, otherPosition);
        (otherMark, otherPosition) = (left, leftPosition);
    }

}
