using System.Buffers;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>Memory without an underlying array, like native memory.</summary>
internal sealed class OpaqueMemory(byte[] bytes) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => bytes;

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
