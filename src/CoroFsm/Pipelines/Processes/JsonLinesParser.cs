using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Pipelines;

/// <summary>Parses items from the bytes of a stream of JSON lines, which may be split anywhere.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class JsonLinesParser<T>(JsonTypeInfo<T> json, JsonLinesOptions options)
{
    private const int Shown = 100;

    private byte[] buffer = new byte[64 << 10];
    private int start;
    private int scanned;
    private int end;
    private long line;

    private enum Line
    {
        Empty,
        Item,
        End,
    }

    /// <summary>Returns free space in the buffer for the next read.</summary>
    internal ArraySegment<byte> Room()
    {
        if (start == end)
        {
            start = scanned = end = 0;
        }
        else if (end == buffer.Length)
        {
            var target = end - start > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
            buffer.AsSpan(start, end - start).CopyTo(target);
            (buffer, start, scanned, end) = (target, 0, scanned - start, end - start);
        }

        return new(buffer, end, buffer.Length - end);
    }

    /// <summary>Pushes the items of the bytes that have been read.</summary>
    /// <param name="read">The number of bytes; 0 at the end of the stream.</param>
    /// <param name="target">The target of the items.</param>
    /// <returns>True if the stream is complete.</returns>
    internal bool Take(int read, IObserver<T> target)
    {
        if (read == 0)
            return EndOfStream(target);

        end += read;
        while (true)
        {
            var length = buffer.AsSpan(scanned, end - scanned).IndexOf((byte)'\n');
            if (length < 0)
            {
                scanned = end;
                if (end - start > options.MaxLineLength + 1)        // a CR may still belong to the line end
                    throw TooLong();
                return false;
            }

            var text = buffer.AsSpan(start, scanned + length - start);
            start = scanned += length + 1;
            if (Push(ReadLine(text, out var item), item, target))
                return true;
        }
    }

    private static bool Push(Line kind, T? item, IObserver<T> target)
    {
        if (kind == Line.Item)
            target.OnNext(item!);
        return kind == Line.End;
    }

    private Line ReadLine(ReadOnlySpan<byte> text, out T? item)
    {
        item = default;
        if (line++ == 0 && text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        text = text.TrimEnd((byte)'\r');
        if (text.Length > options.MaxLineLength)
        {
            line--;
            throw TooLong();
        }

        if (text.IsEmpty)
            return Line.Empty;
        if (text[0] == '#' && !options.Plain)
            return ReadEnd(text);

        try
        {
            item = JsonSerializer.Deserialize(text, json);
            return Line.Item;
        }
        catch (JsonException error)
        {
            throw Malformed(text, $"JSON of a {typeof(T).Name}", error);
        }
    }

    private Line ReadEnd(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("#completed"u8))
            return Line.End;
        if (!text.StartsWith("#failed "u8))
            throw Malformed(text, "JSON, #completed or #failed", null);

        string? type = null;
        string? message = null;
        try
        {
            using var failure = JsonDocument.Parse(Encoding.UTF8.GetString(text["#failed "u8.Length..]));
            type = failure.RootElement.GetProperty("type").GetString();
            message = failure.RootElement.GetProperty("message").GetString();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Malformed(text, """#failed {"type":"…","message":"…"}""", error);
        }

        throw new RemoteException(type ?? "", message ?? "");
    }

    private bool EndOfStream(IObserver<T> target)
    {
        var text = buffer.AsSpan(start, end - start);
        start = scanned = end;
        var kind = Line.Empty;
        T? item = default;
        try
        {
            // The last line of a plain stream may lack a line end. In the other kind it must have one; otherwise the sender died in the
            // middle of it.
            if (!text.IsEmpty && (options.Plain || text.SequenceEqual("#completed"u8)))
                kind = ReadLine(text, out item);
        }
        catch (JsonException error)
        {
            throw new EndOfStreamException($"The stream has ended in the middle of line {line:N0}.", error);
        }

        if (Push(kind, item, target) || options.Plain)
            return true;
        var position = text.IsEmpty ? "after" : "in the middle of the line after";
        throw new EndOfStreamException(
            $"The stream has ended {position} line {line:N0} without #completed or #failed: the other end has gone. " +
            $"For plain JSON lines, set {nameof(JsonLinesOptions.Plain)}.");
    }

    private JsonException Malformed(ReadOnlySpan<byte> text, string expected, Exception? error)
    {
        var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, Shown)]);
        return new(
            $"Line {line:N0} is not {expected}: {shown}{(text.Length > Shown ? "…" : "")}{(error is null ? "" : $" ({error.Message})")}",
            (error as JsonException)?.Path,
            line,
            (error as JsonException)?.BytePositionInLine,
            error);
    }

    private JsonException TooLong() => new(
        $"Line {line + 1:N0} is longer than {options.MaxLineLength:N0} bytes. " +
        $"Shorten it, or raise {nameof(JsonLinesOptions.MaxLineLength)}.",
        null,
        line + 1,
        null);
}
