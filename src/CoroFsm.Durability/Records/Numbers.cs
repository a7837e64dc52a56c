using System.Text;

namespace CoroFsm.Durability.Records;

/// <summary>Writes and reads numbers of variable length (LEB128), and texts after their lengths.</summary>
internal static class Numbers
{
    internal static void Write(PayloadBuffer output, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var span = output.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        output.Advance(length);
    }

    internal static void Write(PayloadBuffer output, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Write(output, length);
        Encoding.UTF8.GetBytes(text, output.GetSpan(length));
        output.Advance(length);
    }

    /// <exception cref="FormatException">The payload is truncated.</exception>
    internal static long Read(ref ReadOnlySpan<byte> payload)
    {
        var value = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            if (payload.IsEmpty)
                break;
            var next = payload[0];
            payload = payload[1..];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Truncated();
    }

    /// <exception cref="FormatException">The payload is truncated.</exception>
    internal static string ReadText(ref ReadOnlySpan<byte> payload)
    {
        var length = Read(ref payload);
        if (length > payload.Length)
            throw Truncated();
        var text = Encoding.UTF8.GetString(payload[..(int)length]);
        payload = payload[(int)length..];
        return text;
    }

    private static FormatException Truncated() => new("The payload is truncated. Restore the journal from a copy.");
}
