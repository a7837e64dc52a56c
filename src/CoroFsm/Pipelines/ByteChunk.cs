using System.Diagnostics;

namespace CoroFsm.Pipelines;

/// <summary>
/// Bytes as they arrive: what byte sources push and parsers take. They are borrowed, and valid until the source goes on.
/// </summary>
/// <param name="Memory">The bytes.</param>
/// <remarks>A machine or a threaded stage that queues chunks detaches them first.</remarks>
[DebuggerDisplay("{Length} bytes")]
public readonly record struct ByteChunk(ReadOnlyMemory<byte> Memory) : IDetachable<ByteChunk>
{
    /// <summary>Gets the bytes.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>Gets how many bytes there are.</summary>
    public int Length => Memory.Length;

    /// <summary>Wraps bytes.</summary>
    /// <param name="memory">The bytes.</param>
    public static implicit operator ByteChunk(ReadOnlyMemory<byte> memory) => new(memory);

    /// <summary>Wraps bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static implicit operator ByteChunk(byte[] bytes) => new(bytes);

    /// <summary>Makes a copy that stays valid when the source goes on.</summary>
    /// <returns>The copy.</returns>
    public ByteChunk Detach() => new(Memory.ToArray());
}
