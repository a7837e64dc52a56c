using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace CoroFsm.Parsers.Xml;

/// <summary>Checks what a scan has found beyond ASCII: that it is UTF-8, and has no U+FFFE and U+FFFF.</summary>
internal static class Utf8Check
{
    /// <summary>Counts the bytes of the whole and allowed characters.</summary>
    /// <param name="bytes">Bytes that begin with a character.</param>
    /// <param name="isFault">Whether what follows can never become one.</param>
    internal static int ValidLength(ReadOnlySpan<byte> bytes, out bool isFault)
    {
        isFault = false;
        var length = bytes.Length - PartialLength(bytes);
        if (!Utf8.IsValid(bytes[..length]))
        {
            length = 0;
            while (Rune.DecodeFromUtf8(bytes[length..], out _, out var consumed) == OperationStatus.Done)
                length += consumed;
            isFault = true;
        }
        else if (length < bytes.Length && Rune.DecodeFromUtf8(bytes[length..], out _, out _) == OperationStatus.InvalidData)
        {
            isFault = true;     // the first bytes of a sequence already tell that it is overlong, a surrogate or out of range
        }

        var nonCharacter = FindNonCharacter(bytes[..length]);
        if (nonCharacter < 0)
            return length;
        isFault = true;
        return nonCharacter;
    }

    /// <summary>Counts the bytes at the end that may begin a character which has not arrived wholly.</summary>
    private static int PartialLength(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if ((b & 0xC0) == 0x80)
                continue;
            var length = b switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return length > back ? back : 0;
        }

        return 0;
    }

    private static int FindNonCharacter(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> lead = [0xEF, 0xBF];
        for (var from = 0; bytes[from..].IndexOf(lead) is var at and >= 0; from += at + lead.Length)
        {
            if (bytes[from + at + lead.Length] >= 0xBE)
                return from + at;
        }

        return -1;
    }
}
