namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>What lines are, said plainly: one byte at a time.</summary>
internal sealed class LineModel
{
    internal LineModel(byte[] bytes, int maxLength = int.MaxValue, bool allowInvalid = false)
    {
        var bad = allowInvalid ? bytes.Length : ValidLength(bytes);
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        for (var i = start; i <= bad; i++)
        {
            var isEnd = i < bad && bytes[i] is (byte)'\n' or (byte)'\r';
            if (!isEnd && i < bad && i - start >= maxLength)
            {
                // A character counts when it is whole.
                ErrorOffset = start;
                return;
            }

            if (!isEnd)
                continue;

            Lines.Add((Lines.Count + 1, start, bytes[start..i]));
            if (bytes[i] == '\r' && i + 1 < bytes.Length && bytes[i + 1] == '\n')
                i++;
            start = i + 1;
        }

        if (bad < bytes.Length)
            ErrorOffset = bad;
        else if (start < bytes.Length)
            Lines.Add((Lines.Count + 1, start, bytes[start..]));
    }

    internal List<(long Number, long Offset, byte[] Bytes)> Lines { get; } = [];

    internal long? ErrorOffset { get; }

    /// <summary>Measures valid UTF-8 by the table of well-formed sequences (Unicode, table 3-7).</summary>
    private static int ValidLength(byte[] bytes)
    {
        var i = 0;
        while (i < bytes.Length)
        {
            var (rest, low, high) = bytes[i] switch
            {
                < 0x80 => (0, 0, 0),
                >= 0xC2 and <= 0xDF => (1, 0x80, 0xBF),
                0xE0 => (2, 0xA0, 0xBF),
                0xED => (2, 0x80, 0x9F),
                >= 0xE1 and <= 0xEF => (2, 0x80, 0xBF),
                0xF0 => (3, 0x90, 0xBF),
                >= 0xF1 and <= 0xF3 => (3, 0x80, 0xBF),
                0xF4 => (3, 0x80, 0x8F),
                _ => (-1, 0, 0),
            };
            if (rest < 0 || i + rest >= bytes.Length)
                return i;
            for (var k = 1; k <= rest; k++)
            {
                if (bytes[i + k] < low || bytes[i + k] > high)
                    return i;
                (low, high) = (0x80, 0xBF);
            }

            i += rest + 1;
        }

        return i;
    }
}
