using System.Buffers.Binary;
using System.Text;

namespace CoroFsm.Durability.Records;

/// <summary>
/// Represents what a record says about its turn, for people and for the message when a replay differs: the state path, if it has changed,
/// and what the turn requested. It follows the body of the payload.
/// </summary>
internal static class RecordNote
{
    private const int MaxLength = 4096;

    /// <summary>Appends an empty note.</summary>
    internal static void WriteNone(PayloadBuffer output) => End(output, output.Length);

    /// <summary>Appends a note.</summary>
    /// <param name="output">The payload so far.</param>
    /// <param name="state">The state path in UTF-8; empty if it has not changed.</param>
    /// <param name="requests">What the turn requested; null for nothing.</param>
    internal static void Write(PayloadBuffer output, ReadOnlySpan<byte> state, List<string>? requests)
    {
        var start = output.Length;
        Append(output, start, state);
        foreach (var request in requests ?? [])
        {
            Append(output, start, "\n"u8);
            Append(output, start, Encoding.UTF8.GetBytes(request));
        }

        End(output, start);
    }

    /// <summary>Returns the length of the body of a payload.</summary>
    /// <exception cref="FormatException">The payload is truncated.</exception>
    internal static int BodyLength(ReadOnlySpan<byte> payload)
    {
        var length = payload.Length < 2 ? -1 : payload.Length - 2 - BinaryPrimitives.ReadUInt16LittleEndian(payload[^2..]);
        return length >= 0 ? length : throw new FormatException("The payload is truncated. Restore the journal from a copy.");
    }

    /// <summary>Returns the state path and the requests of a payload; the path is null if it has not changed.</summary>
    internal static (string? State, string[] Requests) Read(ReadOnlySpan<byte> payload)
    {
        var lines = Encoding.UTF8.GetString(payload[BodyLength(payload)..^2]).Split('\n');
        return (lines[0].Length == 0 ? null : lines[0], lines[1..]);
    }

    private static void Append(PayloadBuffer output, int start, ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, MaxLength - (output.Length - start))];
        text.CopyTo(output.GetSpan(text.Length));
        output.Advance(text.Length);
    }

    private static void End(PayloadBuffer output, int start)
    {
        var length = output.Length - start;
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), (ushort)length);
        output.Advance(2);
    }
}
