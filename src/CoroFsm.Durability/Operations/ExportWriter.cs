using System.Globalization;
using System.Text.Json;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Operations;

/// <summary>
/// Writes machines as lines of JSON: one for the machine, one for each record, one for each message that was not delivered. What a line
/// cannot say in words, it has as base64, so that nothing is lost.
/// </summary>
internal sealed class ExportWriter(Stream output) : IDisposable
{
    internal const int Format = 1;

    private readonly MemoryStream line = new();

    public void Dispose() => line.Dispose();

    internal async Task WriteAsync(ExportedMachine machine, CancellationToken cancellationToken)
    {
        await WriteAsync(json => WriteMachine(json, machine), cancellationToken).ConfigureAwait(false);
        foreach (var record in machine.Records)
            await WriteAsync(json => WriteRecord(json, machine.Id, record), cancellationToken).ConfigureAwait(false);
        foreach (var message in machine.Messages)
            await WriteAsync(json => WriteMessage(json, message), cancellationToken).ConfigureAwait(false);
    }

    internal static string TimeOf(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);

    private async Task WriteAsync(Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        line.SetLength(0);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        await output.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length), cancellationToken).ConfigureAwait(false);
    }

    private static void WriteMachine(Utf8JsonWriter json, ExportedMachine machine)
    {
        json.WriteNumber("format", Format);
        WriteId(json, machine.Id);
        json.WriteNumber("records", machine.Records.Count);
        json.WriteNumber("messages", machine.Messages.Count);
        if (machine.Index.Due != long.MaxValue)
            json.WriteString("due", TimeOf(machine.Index.Due));
        json.WriteBoolean("pendingEffects", machine.Index.HasPendingEffects);
        json.WriteBoolean("ended", machine.Index.HasEnded);
        if (machine.Parked is not null)
            json.WriteString("parked", machine.Parked);
    }

    private static void WriteId(Utf8JsonWriter json, MachineId id)
    {
        json.WriteString("type", id.Type);
        json.WriteString("key", id.Key);
    }

    private static void WriteRecord(Utf8JsonWriter json, MachineId id, StoredRecord record)
    {
        WriteId(json, id);
        json.WriteNumber("seq", record.Sequence);
        json.WriteString("kind", record.Kind.ToString());      // the number, if it has no name
        json.WriteString("time", TimeOf(record.Time));
        if (record.Digest != 0)
            json.WriteString("digest", record.Digest.ToString("x16", CultureInfo.InvariantCulture));
        if (record.MessageId is not null)
            json.WriteString("messageId", record.MessageId);
        if (ReadableOf(record) is { } content)
            WriteContent(json, content);
        else
            json.WriteBase64String("raw", record.Payload.Span);
    }

    /// <summary>Returns the parts of a payload, if the payload can be made from them again.</summary>
    private static RecordContent? ReadableOf(StoredRecord record)
    {
        try
        {
            var content = RecordContent.Read(record.Kind, record.Payload.Span);
            var again = new PayloadBuffer();
            content.Write(record.Kind, again);
            return again.Slice(0, again.Length).SequenceEqual(record.Payload.Span) ? content : null;
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static void WriteContent(Utf8JsonWriter json, RecordContent content)
    {
        if (content.Start is { } start)
            WriteStart(json, start);
        if (content.Effect is { } effect)
            json.WriteString("effect", effect.ToString());
        if (content.Patch is not null)
            json.WriteString("patch", content.Patch);
        if (content.Error is { } error)
        {
            json.WriteStartObject("error");
            json.WriteString("type", error.Type);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        WriteData(json, content.Data);
        if (content.State is not null)
            json.WriteString("state", content.State);
        if (content.Requests.Count == 0)
            return;
        json.WriteStartArray("requests");
        foreach (var request in content.Requests)
            json.WriteStringValue(request);
        json.WriteEndArray();
    }

    private static void WriteStart(Utf8JsonWriter json, StartBody start)
    {
        json.WriteNumber("version", start.Version);
        json.WriteStartArray("patches");
        foreach (var patch in start.Patches)
            json.WriteStringValue(patch);
        json.WriteEndArray();
        json.WriteStartArray("messages");
        foreach (var (id, sequence) in start.Messages)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteNumber("seq", sequence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteData(Utf8JsonWriter json, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        if (JsonText.IsLine(data))
        {
            json.WritePropertyName("payload");
            json.WriteRawValue(data, skipInputValidation: true);
        }
        else
        {
            json.WriteBase64String("bytes", data);
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, StoredMessage message)
    {
        WriteId(json, message.Sender);
        json.WriteNumber("message", message.Ordinal);
        json.WriteNumber("seq", message.Sequence);
        json.WriteString("contentType", message.Type);
        if (message.Target is { } target)
        {
            json.WriteStartObject("target");
            WriteId(json, target);
            json.WriteEndObject();
        }

        WriteData(json, message.Payload.Span);
    }
}
