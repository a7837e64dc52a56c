using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Messages as columns.</summary>
internal sealed class MessageColumns
{
    private readonly List<long> machines = [];
    private readonly List<long> sequences = [];
    private readonly List<int> ordinals = [];
    private readonly List<string?> types = [];
    private readonly List<string?> targetTypes = [];
    private readonly List<string?> targetKeys = [];
    private readonly List<ReadOnlyMemory<byte>> payloads = [];

    /// <summary>Gets the number of messages.</summary>
    internal int Count => machines.Count;

    /// <summary>Adds a message.</summary>
    /// <param name="machine">The number of its sender.</param>
    /// <param name="sequence">The number of the last record of its turn.</param>
    /// <param name="message">The message.</param>
    /// <param name="payload">A copy of its payload.</param>
    internal void Add(long machine, long sequence, in OutboxMessage message, ReadOnlyMemory<byte> payload)
    {
        machines.Add(machine);
        sequences.Add(sequence);
        ordinals.Add(message.Ordinal);
        types.Add(message.Type);
        targetTypes.Add(message.Target?.Type);
        targetKeys.Add(message.Target?.Key);
        payloads.Add(payload);
    }

    /// <summary>Removes all messages.</summary>
    internal void Clear()
    {
        machines.Clear();
        sequences.Clear();
        ordinals.Clear();
        types.Clear();
        targetTypes.Clear();
        targetKeys.Clear();
        payloads.Clear();
    }

    /// <summary>Adds the columns to a command: seven parameters.</summary>
    internal void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddColumn(machines);
        parameters.AddColumn(sequences);
        parameters.AddColumn(ordinals);
        parameters.AddColumn(types);
        parameters.AddColumn(targetTypes);
        parameters.AddColumn(targetKeys);
        parameters.AddColumn(payloads);
    }
}
