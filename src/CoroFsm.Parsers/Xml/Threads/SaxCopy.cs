using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents an event in a batch that is not in a piece of the document.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SaxCopy
{
    /// <summary>The number of the event.</summary>
    internal int Event;
    internal TextPosition Position;
    internal int TextStart;
    internal int TextLength;
    internal int AttributeStart;
    internal int AttributeCount;
}
