using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Records as columns.</summary>
internal sealed class RecordColumns
{
    private readonly List<long> machines = [];
    private readonly List<long> sequences = [];
    private readonly List<long> times = [];
    private readonly List<long> digests = [];
    private readonly List<short> kinds = [];
    private readonly List<string?> messageIds = [];
    private readonly List<ReadOnlyMemory<byte>> payloads = [];

    /// <summary>Gets the number of records.</summary>
    internal int Count => machines.Count;

    /// <summary>Adds a record.</summary>
    /// <param name="machine">The number of its machine.</param>
    /// <param name="record">The record.</param>
    /// <param name="payload">A copy of its payload.</param>
    internal void Add(long machine, in JournalRecord record, ReadOnlyMemory<byte> payload)
    {
        machines.Add(machine);
        sequences.Add(record.Sequence);
        times.Add(record.Time);
        digests.Add(unchecked((long)record.Digest));
        kinds.Add((short)record.Kind);
        messageIds.Add(record.MessageId);
        payloads.Add(payload);
    }

    /// <summary>Removes all records.</summary>
    internal void Clear()
    {
        machines.Clear();
        sequences.Clear();
        times.Clear();
        digests.Clear();
        kinds.Clear();
        messageIds.Clear();
        payloads.Clear();
    }

    /// <summary>Adds the columns to a command: seven parameters.</summary>
    internal void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddColumn(machines);
        parameters.AddColumn(sequences);
        parameters.AddColumn(times);
        parameters.AddColumn(digests);
        parameters.AddColumn(kinds);
        parameters.AddColumn(messageIds);
        parameters.AddColumn(payloads);
    }
}
