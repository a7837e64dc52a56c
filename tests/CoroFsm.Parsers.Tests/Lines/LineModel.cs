using CoroFsm.Parsers.Lines;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>Model of the line splitter: one byte at a time.</summary>
internal sealed class LineModel
{
    private readonly LineSplitterOptions options;
    private int count;

    internal LineModel(byte[] bytes, LineSplitterOptions options)
    {
        this.options = options;
        var bad = options.AllowInvalidUtf8 ? bytes.Length : ValidLength(bytes);
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        for (var i = start; i < bad; i++)
        {
            if (TerminatorLength(bytes.AsSpan(i)) is > 0 and var length)
            {
                Add(bytes, start, i);
                i += length - 1;
                start = i + 1;
            }
            else if (options is { LineTerminator: LineTerminator.CrLf, AllowBareCrAndLf: false } && bytes[i] is (byte)'\r' or (byte)'\n')
            {
                ErrorOffset = i;
                return;
            }
            else if (options.OverlongLines == OverlongLineMode.Throw && i - start >= options.MaxLineLength)
            {
                ErrorOffset = start;
                return;
            }
        }

        if (bad < bytes.Length)
            ErrorOffset = bad;
        else if (start < bytes.Length)
            Add(bytes, start, bytes.Length);
    }

    internal List<(long Number, long Offset, byte[] Bytes, bool IsTruncated)> Lines { get; } = [];

    internal long? ErrorOffset { get; }

    /// <summary>Gets the number of the line that the error is in.</summary>
    internal long ErrorLine => count + 1;

    private int TerminatorLength(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'\r', (byte)'\n', ..] => 2,
        [(byte)'\r' or (byte)'\n', ..] => options.LineTerminator == LineTerminator.Any ? 1 : 0,
        _ => 0,
    };

    private void Add(byte[] bytes, int start, int end)
    {
        count++;
        var isOverlong = end - start > options.MaxLineLength;
        if (isOverlong && options.OverlongLines == OverlongLineMode.Skip)
            return;

        var length = isOverlong ? options.MaxLineLength : end - start;
        for (var i = 0; isOverlong && i < 3 && length > 0 && bytes[start + length] is >= 0x80 and < 0xC0; i++)
            length--;
        Lines.Add((count, start, bytes[start..(start + length)], isOverlong));
    }

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
