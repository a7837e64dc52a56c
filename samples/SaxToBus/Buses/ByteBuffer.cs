namespace SaxToBus;

/// <summary>Bytes that grow at the end and can be cut back there; its memory is kept.</summary>
internal sealed class ByteBuffer
{
    private byte[] bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> this[Range range] => bytes.AsSpan(0, Length)[range];

    public ReadOnlySpan<byte> From(int start) => bytes.AsSpan(start, Length - start);

    public void Append(ReadOnlySpan<byte> more)
    {
        var length = checked(Length + more.Length);
        if (length > bytes.Length)
            Array.Resize(ref bytes, Math.Max(length, Math.Min(bytes.Length * 2, Array.MaxLength)));
        more.CopyTo(bytes.AsSpan(Length));
        Length = length;
    }

    public void CutTo(int length) => Length = length;
}
