using System.Buffers;
using System.Text;

namespace CoroFsm.Parsers.Lines;

/// <content>Characters of UTF-8 that are split between chunks, invalid ones, and the byte-order mark.</content>
public sealed partial class LineSplitter
{
    private const int MaxCharacterLength = 4;

    /// <summary>The beginning of a character whose end is in the next chunk. Its bytes are counted when it is complete.</summary>
    private readonly byte[] cut = new byte[MaxCharacterLength];
    private int cutLength;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Processes bytes that start at a character boundary.</summary>
    private void Take(ReadOnlyMemory<byte> bytes)
    {
        if (offset == 0)
        {
            if (ByteOrderMark.StartsWith(bytes.Span) && bytes.Length < ByteOrderMark.Length)
            {
                CutAt(bytes.Span, isCut: true);
                return;
            }

            if (bytes.Span.StartsWith(ByteOrderMark))
            {
                bytes = bytes[ByteOrderMark.Length..];
                offset = lineOffset = ByteOrderMark.Length;
            }
        }

        Split(bytes);
    }

    /// <summary>Keeps the beginning of a character for the next chunk.</summary>
    private void CutAt(ReadOnlySpan<byte> rest, bool isCut)
    {
        if (!isCut && !rest.IsEmpty)
            throw Invalid();
        rest.CopyTo(cut);
        cutLength = rest.Length;
    }

    /// <summary>Completes the character that was split by the end of the last chunk.</summary>
    /// <returns>The number of bytes consumed.</returns>
    private int CompleteCharacter(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length)
        {
            cut[cutLength] = bytes[taken];
            var status = Rune.DecodeFromUtf8(cut.AsSpan(0, cutLength + 1), out _, out _);
            if (status == OperationStatus.InvalidData)
            {
                EndCharacter();
                break;
            }

            taken++;
            cutLength++;
            if (status == OperationStatus.Done)
            {
                TakeCut();
                break;
            }
        }

        return taken;
    }

    /// <summary>Processes a split character whose end is missing.</summary>
    private void EndCharacter()
    {
        if (cutLength == 0)
            return;
        if (!options.AllowInvalidUtf8)
            throw Invalid();
        TakeCut();
    }

    private void TakeCut()
    {
        var bytes = cut.AsSpan(0, cutLength);
        if (offset == 0 && bytes.SequenceEqual(ByteOrderMark))
            lineOffset = cutLength;
        else
            Keep(bytes);
        offset += cutLength;
        cutLength = 0;
    }

    private LineException Invalid() => new(
        $"Line {number + 1} is not valid UTF-8 at byte {offset}. "
            + "Convert the text to UTF-8, or let such bytes pass with "
            + $"{nameof(LineSplitterOptions)}.{nameof(LineSplitterOptions.AllowInvalidUtf8)}.",
        number + 1,
        offset);
}
