using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CoroFsm.Pipelines;

/// <summary>
/// Writes items to a stream as JSON lines in UTF-8, followed by their completion or failure. Represents the sending end of a pipe.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>The stream remains open; the caller owns it. Not thread-safe.</remarks>
public sealed class JsonLinesSink<T> : IObserver<T>
{
    private const int EnoughToWrite = 32 << 10;
    private const int MaxMessageLength = 4096;

    private readonly Stream stream;
    private readonly JsonTypeInfo<T> json;
    private readonly JsonLinesOptions options;
    private readonly LineBytes lines = new();
    private readonly Utf8JsonWriter writer;
    private bool isOver;

    /// <summary>Initializes a new instance of the <see cref="JsonLinesSink{T}"/> class.</summary>
    /// <param name="stream">The stream to which the lines are written.</param>
    /// <param name="json">The metadata for writing an item, preferably of a source-generated context. Indentation is ignored: an item is a
    /// line.</param>
    /// <param name="options">The options; null for <see cref="JsonLinesOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="json"/> is null.</exception>
    public JsonLinesSink(Stream stream, JsonTypeInfo<T> json, JsonLinesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(json);
        this.stream = stream;
        this.json = json;
        this.options = options ?? JsonLinesOptions.Default;
        writer = new(lines, new() { Encoder = json.Options.Encoder, MaxDepth = json.Options.MaxDepth });
    }

    /// <summary>Writes an item.</summary>
    /// <param name="value">The item.</param>
    /// <exception cref="JsonException">The item cannot be serialized, or its line would be too long. Nothing of it is written.</exception>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    /// <exception cref="InvalidOperationException">The end has been written.</exception>
    public void OnNext(T value)
    {
        if (isOver)
            throw new InvalidOperationException("The end of the stream has been written, or writing has failed. Send no more items.");

        var start = lines.Count;
        try
        {
            writer.Reset();
            JsonSerializer.Serialize(writer, value, json);
            writer.Flush();
            Check(lines.From(start));
        }
        catch
        {
            lines.Truncate(start);
            throw;
        }

        lines.Write("\n"u8);
        if (options.AutoFlush)
            Flush();
        else if (lines.Count >= EnoughToWrite)
            Write(flush: false);
    }

    /// <summary>Writes the last line, unless the stream is plain, and flushes the stream.</summary>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void OnCompleted()
    {
        if (isOver)
            return;
        if (!options.Plain)
            lines.Write("#completed\n"u8);
        Flush();
        isOver = true;
    }

    /// <summary>Writes a last line that describes the failure, unless the stream is plain, and flushes the stream.</summary>
    /// <param name="error">The failure. Its type and its message are written.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (isOver)
            return;
        if (!options.Plain)
        {
            lines.Write("#failed "u8);
            writer.Reset();
            writer.WriteStartObject();
            writer.WriteString("type"u8, (error as RemoteException)?.RemoteType ?? error.GetType().FullName);
            writer.WriteString("message"u8, Shortened(DisplayText.MessageOf(error)));
            writer.WriteEndObject();
            writer.Flush();
            lines.Write("\n"u8);
        }

        Flush();
        isOver = true;
    }

    /// <summary>Writes the pending lines, and flushes the stream.</summary>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void Flush() => Write(flush: true);

    private void Write(bool flush)
    {
        if (isOver)
            return;

        isOver = true;      // unless it succeeds: a line may be truncated
        lines.WriteTo(stream);
        if (flush)
            stream.Flush();
        isOver = false;
    }

    private static ReadOnlySpan<char> Shortened(string message)
    {
        if (message.Length <= MaxMessageLength)
            return message;
        return message.AsSpan(0, char.IsHighSurrogate(message[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength);
    }

    private void Check(ReadOnlySpan<byte> line)
    {
        if (line.Length > options.MaxLineLength)
        {
            throw new JsonException(
                $"An item of type {typeof(T).Name} takes {line.Length:N0} bytes of JSON, " +
                $"but a line is limited to {options.MaxLineLength:N0}. " +
                "Send less, or raise MaxLineLength at both ends.");
        }

        if (line.Contains((byte)'\n'))
        {
            throw new JsonException(
                $"The JSON of an item of type {typeof(T).Name} contains a line end, so it is not one line. " +
                "Let its converter write raw JSON without line ends.");
        }
    }
}
