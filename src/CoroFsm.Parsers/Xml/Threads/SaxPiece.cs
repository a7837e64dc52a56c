using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents a piece of a document in a batch: the bytes from one event to another.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SaxPiece
{
    internal int FirstEvent;

    /// <summary>The start of the piece.</summary>
    internal int Start;

    /// <summary>The difference to its position in the window.</summary>
    internal int Shift;

    /// <summary>The position of the start in the document.</summary>
    internal TextPosition Position;
    internal int BytesPerUnit;
}
