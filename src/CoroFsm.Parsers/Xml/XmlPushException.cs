using System.Xml;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// The exception that is thrown for a document that is not well-formed or exceeds a limit, with the position and the expected content.
/// </summary>
public sealed class XmlPushException : XmlException
{
    internal XmlPushException(string message, TextPosition position)
        : base(message, innerException: null, position.Line, position.Column) => ByteOffset = position.ByteOffset;

    /// <summary>Gets the offset of the error, in bytes from 0, as fed.</summary>
    public long ByteOffset { get; }
}
