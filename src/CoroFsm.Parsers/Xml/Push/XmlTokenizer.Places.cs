using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers.Xml;

/// <content>Where in the document events and errors are. Lines and columns are counted when somebody asks, and when bytes leave the window.</content>
internal abstract partial class XmlTokenizer
{
    private protected const int NoPlace = -1;

    /// <summary>Stands for a place whose bytes have left the window; it was noted before.</summary>
    private const int NotedPlace = 0;

    private protected int eventStart;

    private TextPlace basePlace;

    /// <summary>Where the document begins, behind its mark.</summary>
    private long documentOffset;

    /// <summary>The place that was asked for last; in parts, for who reads a whole that was written in parts waits for the writing.</summary>
    private int mark;
    private int markLine;
    private int markColumn;
    private long markOffset;

    /// <summary>
    /// Another place that was asked for: who asks in turns for the beginning of a text and for a reference in it has both at hand.
    /// </summary>
    private int otherMark;
    private TextPlace otherPlace;
    private TextPlace notedPlace;
    private TextPlace referencePlace;

    internal override int Line => PlaceOf(eventStart).Line;

    internal override int Column => PlaceOf(eventStart).Column;

    internal override long ByteOffset => PlaceOf(eventStart).ByteOffset;

    /// <summary>Ends the document with an error.</summary>
    /// <param name="at">Where, in the window.</param>
    /// <param name="message">What is wrong, and what was expected.</param>
    [DoesNotReturn]
    private protected void Fail(int at, string message) => Fail(PlaceOf(at), message);

    [DoesNotReturn]
    private void Fail(TextPlace place, string message)
    {
        status = TokenizerStatus.Failed;
        unchecked { Version++; }
        Failure = new(message, place);
        throw Failure;
    }

    [DoesNotReturn]
    private protected void FailLimit(int at, string what, long limit, string option) =>
        Fail(at, $"{what} {limit} (limit {nameof(XmlPushOptions)}.{option}). Raise the limit if the input is to be trusted.");

    /// <summary>Gets how many bytes were looked at to count lines and columns: the work that asking for places makes.</summary>
    internal long PassedBytes { get; private set; }

    private protected TextPlace PlaceOf(int at)
    {
        if (entityDepth > 0)
            return referencePlace;
        if (at == NotedPlace)
            return notedPlace;

        MarkAt(at);
        return new(markLine, markColumn, markOffset);
    }

    private void MarkAt(int at)
    {
        if (at == mark)
            return;
        if (at < mark || (otherMark > mark && otherMark <= at))
            ExchangeMarks(at);

        var passed = window.Buffer.AsSpan(mark);
        var length = at - mark;
        PassedBytes += length;
        if (length >= Vector256<byte>.Count || passed.Length < Vector256<byte>.Count || !TextPlace.TryPass(passed, length, ref markLine, ref markColumn))
            (markLine, markColumn, markOffset) = new TextPlace(markLine, markColumn, markOffset).After(passed[..length], bytesPerUnit);
        else
            markOffset += (long)length * Math.Max(bytesPerUnit, 1);
        mark = at;
    }

    /// <summary>Goes on from the other mark, or from the base where that is behind the place, too.</summary>
    private void ExchangeMarks(int at)
    {
        var (left, leftPlace) = (mark, new TextPlace(markLine, markColumn, markOffset));
        (mark, (markLine, markColumn, markOffset)) = at < otherMark ? (InputWindow.Reserve, basePlace) : (otherMark, otherPlace);
        (otherMark, otherPlace) = (left, leftPlace);
    }

    private void MarkBase()
    {
        mark = otherMark = InputWindow.Reserve;
        otherPlace = basePlace;
        (markLine, markColumn, markOffset) = basePlace;
    }

    /// <summary>Counts what is about to leave the window.</summary>
    private void KeepPlaces()
    {
        if (entityDepth > 0)
            return;
        EndRecording();
        if (textPlace != NoPlace)
        {
            notedPlace = PlaceOf(textPlace);
            textPlace = NotedPlace;
        }

        basePlace = PlaceOf(window.Position);
        MarkBase();
    }

    private void BeginPlaces(TextPlace start)
    {
        basePlace = start;
        documentOffset = start.ByteOffset;
        MarkBase();
        eventStart = InputWindow.Reserve;
    }

    [DoesNotReturn]
    private void FailFault()
    {
        var at = window.Fault;
        CheckUnfinished();
        var b = window.FaultByte;
        Fail(at, b < ' '
            ? $"The character U+{b:X4} is not allowed in XML."
            : b == 0xEF && window.FaultIsCharacter
                ? "The characters U+FFFE and U+FFFF are not allowed in XML."
                : $"The bytes from 0x{b:X2} on are not UTF-8. If the document has another encoding, its declaration must name it.");
    }

    /// <summary>Writes what stands at a place, for messages.</summary>
    private protected string Show(int at)
    {
        if (at >= window.Valid)
            return "the end of the input";
        System.Text.Rune.DecodeFromUtf8(window.Buffer.AsSpan(at, window.Valid - at), out var rune, out _);
        return rune.Value < ' ' ? $"U+{rune.Value:X4}" : $"'{rune}'";
    }
}
