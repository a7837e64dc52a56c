using System.Diagnostics;

namespace CoroFsm.Pipelines;

/// <summary>
/// Represents bytes as they arrive: byte sources push them, parsers consume them. They are borrowed, and valid until the source continues.
/// </summary>
/// <param name="Memory">The bytes.</param>
/// <remarks>A machine or a threaded stage that queues chunks detaches them first.</remarks>
[DebuggerDisplay("{Length} bytes")]
public readonly record struct ByteChunk(ReadOnlyMemory<byte> Memory) : IDetachable<ByteChunk>
{
    /// <summary>Gets the bytes.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Gets the number of bytes.</summary>
    public int Length => Memory.Length;

    /// <summary>Wraps bytes.</summary>
    /// <param name="memory">The bytes.</param>
    public static implicit operator ByteChunk(ReadOnlyMemory<byte> memory) => new(memory);

    /// <summary>Wraps bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator ByteChunk(byte[] bytes) => new(bytes);

    /// <summary>Creates a copy that remains valid when the source continues.</summary>
    /// <returns>The copy.</returns>
    public ByteChunk Detach() => new(Memory.ToArray());
}
