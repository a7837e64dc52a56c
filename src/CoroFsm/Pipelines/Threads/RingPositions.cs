using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>
/// Contains the positions of the two sides of a ring buffer: counts of items, modulo 2^32. Each side writes to its own cache lines.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingPositions
{
    /// <summary>The number of items taken and processed.</summary>
    [FieldOffset(128)]
    internal int Head;

    /// <summary>The number of items added.</summary>
    [FieldOffset(256)]
    internal int Tail;

    /// <summary>The head as last read by the senders.</summary>
    [FieldOffset(260)]
    internal int HeadSeen;
}
