using System.Xml;

namespace CoroFsm.Parsers.Xml;

/// <summary>A document that is not well-formed, or goes beyond a limit; with the place, and what was expected there.</summary>
public sealed class XmlPushException : XmlException
{
    internal XmlPushException(string message, TextPosition place)
        : base(message, innerException: null, place.Line, place.Column) => ByteOffset = place.ByteOffset;

    /// <summary>Gets the offset of the place, in bytes from 0, as they were fed.</summary>
    public long ByteOffset { get; }
}
