using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Exports machines of a journal that may be in use.</summary>
/// <remarks>
/// The outbox is read after the records, so that no message is missed; messages of later turns are not taken. It is read once for many
/// machines.
/// </remarks>
internal sealed class JournalExport(Journal journal, Stream output) : IDisposable
{
    private const int MaxMachines = 1000;
    private const int MaxRecords = 100_000;

    private readonly ExportWriter writer = new(output);
    private readonly List<ExportedMachine> machines = [];
    private int records;

    /// <summary>Gets the number of machines that were written.</summary>
    internal int Count { get; private set; }

    public void Dispose() => writer.Dispose();

    /// <summary>Adds a machine.</summary>
    /// <returns>False if it is unknown.</returns>
    internal async Task<bool> AddAsync(MachineId id, CancellationToken cancellationToken)
    {
        var copies = new RecordCopies();
        if (await journal.ReadAsync(id, copies, cancellationToken).ConfigureAwait(false) is not { } entry)
            return false;
        machines.Add(new(id, entry.Index, entry.Parked, copies.Records, []));
        records += copies.Records.Count;
        if (machines.Count >= MaxMachines || records >= MaxRecords)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes what was added.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        Dictionary<MachineId, List<StoredMessage>> messages = [];
        foreach (var type in machines.Select(static machine => machine.Id.Type).Distinct())
        {
            await foreach (var message in journal.ReadOutboxAsync(type, cancellationToken).ConfigureAwait(false))
            {
                if (!messages.TryGetValue(message.Sender, out var list))
                    messages.Add(message.Sender, list = []);
                list.Add(message);
            }
        }

        foreach (var machine in machines)
        {
            var last = machine.Records[^1].Sequence;
            await writer.WriteAsync(
                machine with { Messages = [.. messages.GetValueOrDefault(machine.Id, []).Where(message => message.Sequence <= last)] },
                cancellationToken).ConfigureAwait(false);
            Count++;
        }

        machines.Clear();
        records = 0;
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
