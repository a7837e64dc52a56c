using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Ends the document with an error: every part of the parser reports here what is wrong, with its offset in the window.</summary>
internal sealed class XmlFaults(XmlPushOptions options, InputStack input, PositionTracker positions)
{
    /// <summary>Gets the error that has ended the document; null while there is none.</summary>
    internal XmlPushException? Failure { get; private set; }

    /// <summary>Forgets the error, for another document.</summary>
    internal void Clear() => Failure = null;

    /// <summary>Ends the document with an error.</summary>
    /// <param name="offset">Its offset in the window.</param>
    /// <param name="message">What is wrong, and what was expected.</param>
    [DoesNotReturn]
    internal void Fail(int offset, string message) => Fail(positions.At(offset), message);

    [DoesNotReturn]
    internal void Fail(TextPosition position, string message)
    {
        Failure = new(message, position);
        throw Failure;
    }

    /// <summary>Ends the document because it goes beyond a limit.</summary>
    /// <param name="offset">Where, in the window.</param>
    /// <param name="what">What is longer or more than the limit.</param>
    /// <param name="limit">The limit, given as the property of the options that sets it.</param>
    /// <param name="option">The expression for <paramref name="limit"/>.</param>
    [DoesNotReturn]
    internal void FailLimit(int offset, string what, long limit, [CallerArgumentExpression(nameof(limit))] string option = "")
    {
        option = option[(option.LastIndexOf('.') + 1)..];
        Fail(offset, $"{what} {limit} (limit {nameof(XmlPushOptions)}.{option}). Raise the limit if the input is to be trusted.");
    }

    /// <summary>Reports the byte or character at which the window found input that no document may contain.</summary>
    [DoesNotReturn]
    internal void FailInvalidInput()
    {
        var window = input.Current;
        var b = window.FaultByte;
        Fail(window.Fault, b < ' '
            ? $"The character U+{b:X4} is not allowed in XML."
            : b == 0xEF && window.FaultIsCharacter
                ? "The characters U+FFFE and U+FFFF are not allowed in XML."
                : $"The bytes from 0x{b:X2} on are not UTF-8. If the document has another encoding, its declaration must name it.");
    }

    [DoesNotReturn]
    internal void FailCharacterReference(int offset) =>
        Fail(offset, "The reference names no character that is allowed in XML: "
            + "&#, digits and ';' are expected, or &#x and hexadecimal digits.");

    [DoesNotReturn]
    internal void FailReference(int offset) =>
        Fail(offset, "The name of an entity and ';' are expected behind '&'. If no reference is meant, write &amp;.");

    internal void CheckNameLength(int offset, int length)
    {
        if (length > options.MaxNameLength)
            FailLimit(offset, "A name is longer than", options.MaxNameLength);
    }

    internal void CheckReferenceLength(int offset, int length)
    {
        if (length > options.MaxNameLength)
            FailLimit(offset, "A reference is longer than", options.MaxNameLength);
    }

    internal void CheckValueLength(int offset, int length) => CheckContentLength(offset, length, "The value of an attribute");

    /// <summary>Checks the length of a value, a comment or a processing instruction.</summary>
    internal void CheckContentLength(int offset, int length, string what)
    {
        if (length > options.MaxValueLength)
            FailLimit(offset, $"{what} is longer than", options.MaxValueLength);
    }

    internal void CheckTagLength(int offset, int length)
    {
        if (length > options.MaxTagLength)
            FailLimit(offset, "A tag is longer than", options.MaxTagLength);
    }

    /// <summary>Formats the character at an offset, for messages.</summary>
    internal string Show(int offset)
    {
        var window = input.Current;
        if (offset >= window.Valid)
            return "the end of the input";
        Rune.DecodeFromUtf8(window.Buffer.AsSpan(offset, window.Valid - offset), out var rune, out _);
        return rune.Value < ' ' ? $"U+{rune.Value:X4}" : $"'{rune}'";
    }
}
