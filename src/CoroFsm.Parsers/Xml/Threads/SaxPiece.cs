using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>A piece of a document in a batch: the bytes from one event to another.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SaxPiece
{
    internal int FirstEvent;

    /// <summary>Where it begins.</summary>
    internal int Start;

    /// <summary>How much later that is than it was in the window.</summary>
    internal int Shift;

    /// <summary>Where it begins in the document.</summary>
    internal TextPosition Place;
    internal int BytesPerUnit;
}
