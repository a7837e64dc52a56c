namespace SaxToBus;

/// <summary>An input that comes in small pieces. Disposing it leaves the stream below open.</summary>
internal sealed class ChunkedStream(Stream inner, int size) : InputStream
{
    public override int Read(Span<byte> buffer) => inner.Read(buffer[..Math.Min(buffer.Length, size)]);
}
