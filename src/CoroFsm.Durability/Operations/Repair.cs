using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Records;

namespace CoroFsm.Durability.Operations;

/// <summary>Represents a change of the records of a machine: one turn is left out, or the version of its code is another.</summary>
/// <param name="Skips">The number of a record of the turn; 0 for none.</param>
/// <param name="Version">The version; 0 for the recorded one.</param>
internal sealed record Repair(long Skips, int Version)
{
    /// <summary>Returns the inputs of a machine after the change. Their digests are still the old ones.</summary>
    /// <exception cref="RepairException">The record is absent, or starts the machine.</exception>
    internal List<List<StoredRecord>> Apply(MachineId id, IEnumerable<StoredRecord> records)
    {
        var turns = TurnsOf(records);
        if (Skips != 0)
            Skip(id, turns);
        if (Version != 0)
            turns = [.. turns.Select(Move)];
        return turns;
    }

    /// <summary>Returns the payload of a record without its note.</summary>
    internal static ReadOnlySpan<byte> BodyOf(StoredRecord record) =>
        record.Payload.Span[..RecordNote.BodyLength(record.Payload.Span)];

    private static List<List<StoredRecord>> TurnsOf(IEnumerable<StoredRecord> records)
    {
        List<List<StoredRecord>> turns = [];
        var isBetween = true;
        foreach (var record in records)
        {
            if (isBetween)
                turns.Add([]);
            turns[^1].Add(record);
            isBetween = record.Digest != 0;
        }

        return turns;
    }

    private void Skip(MachineId id, List<List<StoredRecord>> turns)
    {
        var number = Skips;
        var turn = turns.FindIndex(turn => turn.Exists(record => record.Sequence == number));
        if (turn < 0)
        {
            throw new RepairException(
                $"Machine {id} has no record {number}. Choose one of {turns[0][0].Sequence} to {turns[^1][^1].Sequence}.");
        }

        if (turns[turn].Exists(static record => record.Kind is RecordKind.Started or RecordKind.Checkpoint))
        {
            throw new RepairException(
                $"Record {number} starts machine {id} and cannot be left out. Purge the machine if it must start again.")
            {
                Sequence = number,
            };
        }

        turns[turn] = [.. turns[turn].Select(SkippedOf)];
    }

    /// <summary>Returns a record that keeps the number, the time and the content of another that is left out.</summary>
    private static StoredRecord SkippedOf(StoredRecord record)
    {
        if (record.Kind == RecordKind.Skipped)
            return record;
        var payload = new PayloadBuffer();
        payload.GetSpan(1)[0] = (byte)record.Kind;
        payload.Advance(1);
        payload.Write(record.Payload.Span);
        RecordNote.WriteNone(payload);
        return record with { Kind = RecordKind.Skipped, Payload = payload.Slice(0, payload.Length).ToArray() };
    }

    private List<StoredRecord> Move(List<StoredRecord> turn)
    {
        var version = Version;
        return [.. turn.Select(record => record.Kind is RecordKind.Started or RecordKind.Checkpoint ? MoveStart(record, version) : record)];
    }

    private static StoredRecord MoveStart(StoredRecord record, int version)
    {
        var payload = new PayloadBuffer();
        (StartBody.Read(BodyOf(record)) with { Version = version }).Write(payload);
        var note = record.Payload.Span[BodyOf(record).Length..];
        payload.Write(note);
        return record with { Payload = payload.Slice(0, payload.Length).ToArray() };
    }
}
