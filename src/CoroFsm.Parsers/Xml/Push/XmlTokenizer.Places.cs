using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace CoroFsm.Parsers;

/// <content>Where in the document events and errors are. Lines and columns are counted when somebody asks, and when bytes leave the window.</content>
internal abstract partial class XmlTokenizer
{
    private protected const int NoPlace = -1;

    /// <summary>Stands for a place whose bytes have left the window; it was noted before.</summary>
    private const int NotedPlace = 0;

    private protected int eventStart;

    private TextPlace basePlace;
    private TextPlace markPlace;
    private int mark;
    private TextPlace notedPlace;
    private TextPlace referencePlace;

    internal override TextPlace Place => PlaceOf(eventStart);

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

    private protected TextPlace PlaceOf(int at)
    {
        if (entityDepth > 0)
            return referencePlace;
        if (at == NotedPlace)
            return notedPlace;
        if (at < mark)
            (mark, markPlace) = (InputWindow.Reserve, basePlace);
        if (at > mark)
        {
            var passed = window.Buffer.AsSpan(mark);
            if (at - mark >= Vector256<byte>.Count || passed.Length < Vector256<byte>.Count || !markPlace.TryPass(passed, at - mark, bytesPerUnit, out var place))
                place = markPlace.After(passed[..(at - mark)], bytesPerUnit);
            markPlace = place;
            mark = at;
        }

        return markPlace;
    }

    /// <summary>Counts what is about to leave the window.</summary>
    private void KeepPlaces()
    {
        if (entityDepth > 0)
            return;
        if (textPlace != NoPlace)
        {
            notedPlace = PlaceOf(textPlace);
            textPlace = NotedPlace;
        }

        basePlace = PlaceOf(window.Position);
        (mark, markPlace) = (InputWindow.Reserve, basePlace);
    }

    private void BeginPlaces(TextPlace start)
    {
        basePlace = markPlace = start;
        mark = InputWindow.Reserve;
        eventStart = InputWindow.Reserve;
    }

    [DoesNotReturn]
    private void FailFault()
    {
        var at = window.Fault;
        if (pending == Pending.StartTag)
            ReadTag(window.Position);       // what is wrong before comes first
        else if (pending == Pending.EndTag)
            ReadEndTag(window.Position);

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
        if (at >= window.End)
            return "the end of the input";
        System.Text.Rune.DecodeFromUtf8(window.Buffer.AsSpan(at, window.End - at), out var rune, out _);
        return rune.Value < ' ' ? $"U+{rune.Value:X4}" : $"'{rune}'";
    }
}
