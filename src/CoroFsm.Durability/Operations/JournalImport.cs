using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Stores exported machines in a journal.</summary>
internal static class JournalImport
{
    /// <summary>Stores a machine.</summary>
    /// <exception cref="InvalidOperationException">The machine exists, and is not to be replaced.</exception>
    internal static async Task StoreAsync(Journal journal, ExportedMachine machine, bool replaces, CancellationToken cancellationToken)
    {
        var exists = await journal.ReadAsync(machine.Id, new NoRecords(), cancellationToken).ConfigureAwait(true) is not null;
        if (exists && !replaces)
        {
            throw new InvalidOperationException(
                $"Machine {machine.Id} exists in the journal ({journal.Description}). Purge it first, or import with replaces.");
        }

        // Also removes messages, which a replacement would keep.
        if (exists)
            await journal.PurgeAsync(machine.Id, cancellationToken).ConfigureAwait(true);
        if (machine.Messages.Count == 0)
            await journal.ReplaceAsync(machine.Id, machine.Records, machine.Index, cancellationToken).ConfigureAwait(true);
        else
            await AppendAsync(journal, machine).ConfigureAwait(true);
        if (machine.Parked is not null)
            await journal.ParkAsync(machine.Id, machine.Parked, cancellationToken).ConfigureAwait(true);
    }

    /// <summary>Appends the records, with a turn for each that has messages: only turns can store them.</summary>
    private static Task AppendAsync(Journal journal, ExportedMachine machine)
    {
        var messages = machine.Messages.ToLookup(static message => message.Sequence);
        var journaled = new JournaledMachine(machine.Id);
        List<Task> turns = [];
        List<StoredRecord> records = [];
        foreach (var record in machine.Records)
        {
            records.Add(record);
            var isLast = record == machine.Records[^1];
            if (!isLast && !messages.Contains(record.Sequence))
                continue;
            var turn = new ImportedTurn(journaled, records, [.. messages[record.Sequence]], isLast ? machine.Index : null);
            turns.Add(turn.Stored);
            journal.Append(turn);
            records = [];
        }

        return Task.WhenAll(turns);
    }
}
