using System.Text;
using CoroFsm.Durability.Effects;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Operations;

/// <summary>Makes the records of a machine readable.</summary>
internal sealed class HistoryReader(MachineId id, IPayloadProtector? protector) : IRecordReader
{
    private readonly Dictionary<EffectId, string> effects = [];
    private string state = "";
    private long turn;

    internal List<HistoryEntry> Entries { get; } = [];

    public bool OnRecord(in JournalRecord record)
    {
        if (turn == 0)
            turn = record.Sequence;
        string text;
        IReadOnlyList<string> requests = [];
        try
        {
            var content = RecordContent.Read(record.Kind, record.Payload);
            text = TextOf(record.Kind, content);
            state = content.State ?? state;
            requests = content.Requests;
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            text = $"({error.Message})";
        }

        NameEffects(requests);
        Entries.Add(new(
            record.Sequence, new(record.Time, TimeSpan.Zero), record.Kind, record.MessageId, text, state, requests));
        if (record.Digest != 0)
            turn = 0;
        return true;
    }

    private string TextOf(RecordKind kind, RecordContent content)
    {
        switch (kind)
        {
            case RecordKind.Started or RecordKind.Checkpoint:
                var start = content.Start!.Value;
                var patches = start.Patches.Count == 0 ? "" : $", changes {string.Join(", ", start.Patches)}";
                return $"version {start.Version}{patches} {TextOf(content.Data)}".TrimEnd();
            case RecordKind.Result:
                var name = effects.GetValueOrDefault(content.Effect!.Value, "effect");
                return content.Error is { } failure
                    ? $"{name} ({content.Effect}) failed: {failure.Type}: {failure.Message}"
                    : $"{name} ({content.Effect}) {TextOf(content.Data)}";
            case RecordKind.Patch:
                return content.Patch!;
            case RecordKind.Ended:
                return content.Error is { } fault ? $"{fault.Type}: {fault.Message}" : "";
            case RecordKind.Skipped when content.Data is [var skipped, .. var rest]:
                return $"{(RecordKind)skipped} {TextOf((RecordKind)skipped, RecordContent.Read((RecordKind)skipped, rest))}";
            default:
                return TextOf(content.Data);
        }
    }

    private string TextOf(byte[] data)
    {
        if (data.Length == 0)
            return "";
        var plain = new PayloadBuffer();
        try
        {
            if (protector is null)
                return JsonText.IsText(data) ? Encoding.UTF8.GetString(data) : $"({data.Length} bytes)";
            protector.Unprotect(id, data, plain);
            return Encoding.UTF8.GetString(plain.Slice(0, plain.Length));
        }
        catch (Exception error)
        {
            return $"({data.Length} bytes that cannot be decrypted: {error.Message})";
        }
    }

    /// <summary>Remembers which effects a turn has requested: its requests name them in the order of their numbers.</summary>
    private void NameEffects(IReadOnlyList<string> requests)
    {
        var ordinal = 0;
        foreach (var request in requests)
        {
            if (EffectRequest.NameOf(request) is { } name)
                effects[new(turn, ordinal++)] = name;
        }
    }
}
