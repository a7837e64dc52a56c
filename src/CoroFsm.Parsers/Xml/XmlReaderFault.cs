using System.Xml;

namespace CoroFsm.Parsers.Xml;

/// <summary>What an <see cref="XmlReader"/> throws, as an <see cref="XmlReaderSource"/> documents it.</summary>
internal static class XmlReaderFault
{
    /// <summary>Gets the exception that leaves the source.</summary>
    /// <param name="error">What the reader, or what it reads from, has thrown.</param>
    /// <param name="line">The line that the reader is at; 0: unknown.</param>
    /// <param name="column">The column.</param>
    /// <returns>An <see cref="XmlException"/> with a position if the document is at fault; else the exception as it is.</returns>
    internal static Exception Of(Exception error, int line, int column)
    {
        var message = error switch
        {
            // The reader's own text on a DTD tells a programmer which setting to change.
            XmlException { LineNumber: 0 } when error.Message.Contains(nameof(DtdProcessing), StringComparison.Ordinal) =>
                "The document has a document type declaration (DTD), which is refused: it could load files or expand without bound. "
                + "Remove it, or read the document with an XmlReader of your own.",
            XmlException { LineNumber: 0 } => error.Message,

            // The reader is not proof against every document: over bytes that are not of the encoding it may go wrong by itself
            // (dotnet/runtime#113061), as a strict decoder does. A stream that throws one of these cannot be distinguished from that.
            ArgumentException or IndexOutOfRangeException or NullReferenceException
                or InvalidCastException or ArithmeticException or FormatException =>
                $"XmlReader cannot read the document ({error.GetType().Name}): its bytes may not fit its encoding or its XML declaration, "
                + "or the stream has failed. "
                + $"See the inner exception, or parse the document with {nameof(XmlPushParser)}, which names the byte.",
            _ => null,
        };
        return message is null ? error : new XmlException(message, error, Math.Max(line, 1), Math.Max(column, 1));
    }
}
