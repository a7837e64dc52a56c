using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>An event in a batch that stands in no piece of a document.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SaxCopy
{
    /// <summary>The number of the event.</summary>
    internal int Event;
    internal TextPosition Place;
    internal int TextStart;
    internal int TextLength;
    internal int AttributeStart;
    internal int AttributeCount;
}
