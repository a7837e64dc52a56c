namespace CoroFsm.Parsers.Lines;

/// <summary>Contains the beginning of a line whose end has not arrived.</summary>
internal sealed class PartialLine
{
    private byte[] buffer = [];

    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, Length);

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > buffer.Length - Length)
            Array.Resize(ref buffer, (int)Math.Min(Math.Max(2L * buffer.Length, 256L + Length + bytes.Length), Array.MaxLength));
        bytes.CopyTo(buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    internal void Cut(int length) => Length = length;

    internal void Clear() => Length = 0;
}
