using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>Where the two sides of a ring are: counts of items, modulo 2^32. What each side writes has cache lines of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingPositions
{
    /// <summary>Items taken and handled.</summary>
    [FieldOffset(128)]
    internal int Head;

    /// <summary>Items put in.</summary>
    [FieldOffset(256)]
    internal int Tail;

    /// <summary>The head as the senders last saw it.</summary>
    [FieldOffset(260)]
    internal int HeadSeen;
}
