using System.Globalization;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Sqlite;

namespace CoroFsm.Durability.Kill;

/// <summary>Reads the records of a machine as they are stored, without the host.</summary>
internal sealed class History(string key) : IRecordReader
{
    private long sequence;
    private bool isShortened;
    private int last;

    /// <summary>Gets what is wrong with the records.</summary>
    internal List<string> Errors { get; } = [];

    /// <summary>Gets the number of records.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets the number of the last event; null if its record was removed by a restart.</summary>
    internal int? Last => isShortened && last == 0 ? null : last;

    /// <summary>Reads a copy of the database as the killed process left it, so that recovery remains to the next process.</summary>
    internal static async Task<(Dictionary<string, History> Machines, ILookup<string, int> Bookings)> ReadAsync(
        string path, Kind kind, IEnumerable<string> keys, Action<string> fault)
    {
        var copy = path + "-copy";
        File.Copy(path, copy, overwrite: true);
        File.Delete(copy + "-shm");
        if (File.Exists(path + "-wal"))
            File.Copy(path + "-wal", copy + "-wal", overwrite: true);
        else
            File.Delete(copy + "-wal");

        Dictionary<string, History> machines = [];
        await using (var journal = new SqliteJournal(copy))
        {
            await journal.OpenAsync();
            foreach (var key in keys)
            {
                var history = machines[key] = new(key);
                var entry = await journal.ReadAsync(new(kind.ToString(), key), history);
                if (entry?.Parked is { } reason)
                    fault($"{key} is parked: {reason}");
            }
        }

        if (Bookings.Check(copy) is not "ok" and var damage)
            fault($"The database is damaged: {damage}");
        return (machines, Bookings.Read(copy));
    }

    public bool OnRecord(in JournalRecord record)
    {
        Count++;
        if (sequence == 0)
        {
            isShortened = record.Kind == RecordKind.Checkpoint;
            if (!isShortened && (record.Kind != RecordKind.Started || record.Sequence != 1))
                Errors.Add($"the journal starts with record {record.Sequence} ({record.Kind})");
        }
        else if (record.Sequence != sequence + 1)
        {
            Errors.Add($"record {record.Sequence} follows {sequence}");
        }

        sequence = record.Sequence;
        if (record.Kind != RecordKind.Event)
            return true;
        var prefix = key + "-";
        if (record.MessageId?.StartsWith(prefix, StringComparison.Ordinal) != true)
        {
            Errors.Add($"record {record.Sequence} has message {record.MessageId ?? "(none)"}");
            return true;
        }

        var number = int.Parse(record.MessageId.AsSpan(prefix.Length), CultureInfo.InvariantCulture);
        if (number != last + 1 && (last != 0 || !isShortened))
            Errors.Add($"event {number} follows {last} in the journal");
        last = number;
        return true;
    }
}
