using System.Xml;

namespace CoroFsm.Parsers.Xml;

/// <summary>Translates the exceptions of an <see cref="XmlReader"/> to those that <see cref="XmlReaderSource"/> documents.</summary>
internal static class XmlReaderFault
{
    /// <summary>Returns the exception that the source throws.</summary>
    /// <param name="error">The exception of the reader or its input.</param>
    /// <param name="line">The current line of the reader; 0 if unknown.</param>
    /// <param name="column">The column.</param>
    /// <returns>An <see cref="XmlException"/> with a position if the document is at fault; otherwise the exception itself.</returns>
    internal static Exception Of(Exception error, int line, int column)
    {
        var message = error switch
        {
            // The reader's own text on a DTD names a setting for programmers.
            XmlException { LineNumber: 0 } when error.Message.Contains(nameof(DtdProcessing), StringComparison.Ordinal) =>
                "The document has a document type declaration (DTD), which is refused: it could load files or expand without bound. "
                + "Remove it, or read the document with your own XmlReader.",
            XmlException { LineNumber: 0 } => error.Message,

            // The reader does not handle every document: bytes that do not fit the encoding can make it fail internally
            // (dotnet/runtime#113061), as a strict decoder does. A stream that throws one of these exceptions cannot be distinguished from
            // that.
            ArgumentException or IndexOutOfRangeException or NullReferenceException
                or InvalidCastException or ArithmeticException or FormatException =>
                $"XmlReader cannot read the document ({error.GetType().Name}): its bytes may not fit its encoding or its XML declaration, "
                + "or the stream has failed. "
                + $"See the inner exception, or parse the document with {nameof(XmlPushParser)}, which reports the byte.",
            _ => null,
        };
        return message is null ? error : new XmlException(message, error, Math.Max(line, 1), Math.Max(column, 1));
    }
}
