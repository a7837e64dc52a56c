using System.Collections.Immutable;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Testing.Durability;

/// <summary>Represents what a storage contains at one time. A commit replaces the state as a whole.</summary>
/// <param name="Machines">The machines, by type and key.</param>
/// <param name="Outbox">The messages, in the order in which they were sent.</param>
/// <param name="MessagePositions">The positions of the messages in the outbox.</param>
/// <param name="Values">What the work of transactions has stored.</param>
/// <param name="LastNumber">The last number of a machine or a message.</param>
internal sealed record JournalState(
    ImmutableSortedDictionary<MachineId, StoredMachine> Machines,
    ImmutableSortedDictionary<long, StoredMessage> Outbox,
    ImmutableDictionary<(MachineId Sender, long Sequence, int Ordinal), long> MessagePositions,
    ImmutableDictionary<string, string> Values,
    long LastNumber)
{
    internal static JournalState Empty { get; } = new(
        ImmutableSortedDictionary.Create<MachineId, StoredMachine>(Comparer<MachineId>.Create(Compare)),
        ImmutableSortedDictionary<long, StoredMessage>.Empty,
        ImmutableDictionary<(MachineId, long, int), long>.Empty,
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal),
        LastNumber: 0);

    internal JournalState Park(MachineId id, string? reason) =>
        this with { Machines = Machines.SetItem(id, Machines[id] with { Parked = reason }) };

    internal JournalState Replace(MachineId id, ImmutableList<StoredRecord> records, MachineIndex index)
    {
        var last = records is [.., var record] ? record.Sequence : 0;
        var number = Machines.TryGetValue(id, out var machine) ? machine.Number : LastNumber + 1;
        var replaced = this with
        {
            Machines = Machines.SetItem(id, new(number, records, last, index, Parked: null)),
            LastNumber = Math.Max(LastNumber, number),
        };
        return replaced.RemoveMessages(message => message.Sender == id && message.Sequence > last);
    }

    internal JournalState Purge(MachineId id) =>
        (this with { Machines = Machines.Remove(id) }).RemoveMessages(message => message.Sender == id);

    internal JournalState AddMessage(StoredMessage message) => this with
    {
        Outbox = Outbox.Add(LastNumber + 1, message),
        MessagePositions = MessagePositions.Add((message.Sender, message.Sequence, message.Ordinal), LastNumber + 1),
        LastNumber = LastNumber + 1,
    };

    internal JournalState RemoveMessage(MachineId sender, long sequence, int ordinal) =>
        MessagePositions.TryGetValue((sender, sequence, ordinal), out var position)
            ? this with
            {
                Outbox = Outbox.Remove(position),
                MessagePositions = MessagePositions.Remove((sender, sequence, ordinal)),
            }
            : this;

    private JournalState RemoveMessages(Func<StoredMessage, bool> predicate)
    {
        var state = this;
        foreach (var message in Outbox.Values.Where(predicate))
            state = state.RemoveMessage(message.Sender, message.Sequence, message.Ordinal);
        return state;
    }

    private static int Compare(MachineId left, MachineId right) =>
        string.CompareOrdinal(left.Type, right.Type) is not 0 and var order ? order : string.CompareOrdinal(left.Key, right.Key);
}
