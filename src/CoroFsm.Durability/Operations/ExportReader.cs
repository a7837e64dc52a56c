using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Operations;

/// <summary>Reads what <see cref="ExportWriter"/> has written, machine after machine.</summary>
internal sealed class ExportReader(Stream input)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1010 };

    private long lineNumber;

    /// <exception cref="FormatException">A line is damaged or absent.</exception>
    internal async IAsyncEnumerable<ExportedMachine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(input, new UTF8Encoding(false, throwOnInvalidBytes: true), false, 1 << 16, leaveOpen: true);
        while (await ReadLineAsync(lines, ParseMachine, cancellationToken).ConfigureAwait(true) is { } head)
        {
            var (machine, recordCount, messageCount) = head;
            List<StoredRecord> records = [];
            while (records.Count < recordCount)
            {
                records.Add(await ReadLineAsync(lines, json => ParseRecord(json, machine.Id), cancellationToken).ConfigureAwait(true)
                    ?? throw Truncated(machine.Id));
                if (records.Count > 1 && records[^1].Sequence != records[^2].Sequence + 1)
                    throw Damaged($"record {records[^1].Sequence} follows record {records[^2].Sequence}");
            }

            List<StoredMessage> messages = [];
            while (messages.Count < messageCount)
                messages.Add(await ReadLineAsync(lines, ParseMessage, cancellationToken).ConfigureAwait(true)
                    ?? throw Truncated(machine.Id));
            yield return machine with { Records = records, Messages = messages };
        }
    }

    private async ValueTask<T?> ReadLineAsync<T>(StreamReader lines, Func<JsonElement, T> parse, CancellationToken cancellationToken)
    {
        string? line;
        do
        {
            line = await lines.ReadLineAsync(cancellationToken).ConfigureAwait(true);
            lineNumber++;
        }
        while (line is { Length: 0 });

        if (line is null)
            return default;
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            return parse(document.RootElement);
        }
        catch (Exception error) when (
            error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Damaged(error.Message, error);
        }
    }

    private FormatException Damaged(string why, Exception? cause = null) => new(
        string.Create(
            CultureInfo.InvariantCulture, $"Line {lineNumber} of the export cannot be read: {why.TrimEnd('.')}. Export it again."),
        cause);

    private FormatException Truncated(MachineId id) => Damaged($"the records of machine {id} are incomplete");

    private static (ExportedMachine Machine, int Records, int Messages)? ParseMachine(JsonElement json)
    {
        if (json.GetProperty("format").GetInt32() is var format && format != ExportWriter.Format)
            throw new FormatException($"the format {format} is unknown");
        var due = json.TryGetProperty("due", out var time) ? TimeOf(time) : long.MaxValue;
        var index = new MachineIndex(due, json.GetProperty("pendingEffects").GetBoolean(), json.GetProperty("ended").GetBoolean());
        var records = json.GetProperty("records").GetInt32();
        if (records < 1)
            throw new FormatException("a machine has at least one record");
        return (new(IdOf(json), index, TextOf(json, "parked"), [], []), records, json.GetProperty("messages").GetInt32());
    }

    private static MachineId IdOf(JsonElement json) => new(json.GetProperty("type").GetString()!, json.GetProperty("key").GetString()!);

    private static StoredRecord ParseRecord(JsonElement json, MachineId machine)
    {
        if (IdOf(json) != machine)
            throw new FormatException($"a record of machine {machine} was expected");
        var kind = Enum.Parse<RecordKind>(json.GetProperty("kind").GetString()!);
        var digest = TextOf(json, "digest") is { } hex ? ulong.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
        var time = TimeOf(json.GetProperty("time"));
        return new(json.GetProperty("seq").GetInt64(), kind, time, digest, TextOf(json, "messageId"), PayloadOf(json, kind));
    }

    private static byte[] PayloadOf(JsonElement json, RecordKind kind)
    {
        if (json.TryGetProperty("raw", out var raw))
            return raw.GetBytesFromBase64();
        var content = new RecordContent
        {
            Data = DataOf(json),
            Start = json.TryGetProperty("version", out var version) ? StartOf(json, version.GetInt32()) : null,
            Effect = TextOf(json, "effect") is { } effect ? EffectOf(effect) : null,
            Patch = TextOf(json, "patch"),
            Error = json.TryGetProperty("error", out var error)
                ? (error.GetProperty("type").GetString()!, error.GetProperty("message").GetString()!)
                : null,
            State = TextOf(json, "state"),
            Requests = json.TryGetProperty("requests", out var requests) ? TextsOf(requests) : [],
        };
        var payload = new PayloadBuffer();
        content.Write(kind, payload);
        return payload.Slice(0, payload.Length).ToArray();
    }

    private static StartBody StartOf(JsonElement json, int version) => new(
        version,
        TextsOf(json.GetProperty("patches")),
        [.. json.GetProperty("messages").EnumerateArray().Select(
            static message => (message.GetProperty("id").GetString()!, message.GetProperty("seq").GetInt64()))],
        []);

    private static EffectId EffectOf(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return new(
            long.Parse(text.AsSpan(0, Math.Max(dot, 0)), CultureInfo.InvariantCulture),
            int.Parse(text.AsSpan(dot + 1), CultureInfo.InvariantCulture));
    }

    private static StoredMessage ParseMessage(JsonElement json) => new(
        IdOf(json),
        json.GetProperty("seq").GetInt64(),
        json.GetProperty("message").GetInt32(),
        json.GetProperty("contentType").GetString()!,
        json.TryGetProperty("target", out var target) ? IdOf(target) : null,
        DataOf(json));

    private static byte[] DataOf(JsonElement json)
    {
        if (json.TryGetProperty("bytes", out var bytes))
            return bytes.GetBytesFromBase64();
        return json.TryGetProperty("payload", out var payload) ? Encoding.UTF8.GetBytes(payload.GetRawText()) : [];
    }

    private static string? TextOf(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static List<string> TextsOf(JsonElement json) => [.. json.EnumerateArray().Select(static text => text.GetString()!)];

    private static long TimeOf(JsonElement time) =>
        DateTime.ParseExact(time.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).Ticks;
}
