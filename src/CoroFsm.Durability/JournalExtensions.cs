using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Operations;

namespace CoroFsm.Durability;

/// <summary>Provides operations over a journal that need no host.</summary>
public static class JournalExtensions
{
    /// <summary>Reads the records of a machine for people.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The machine.</param>
    /// <param name="protector">Decrypts the payloads; null if they are not encrypted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The records in their order; null if the machine is unknown.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static async Task<IReadOnlyList<HistoryEntry>?> ReadHistoryAsync(
        this Journal journal, MachineId id, IPayloadProtector? protector = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var reader = new HistoryReader(id, protector);
        return await journal.ReadAsync(id, reader, cancellationToken).ConfigureAwait(false) is null ? null : reader.Entries;
    }

    /// <summary>Writes machines as lines of JSON: with their records, and the messages that were not delivered.</summary>
    /// <param name="journal">The journal. It may be in use: each machine is written as it is when it is read.</param>
    /// <param name="output">The stream. It remains open.</param>
    /// <param name="type">The type of the machines; null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of machines.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    /// <remarks>Payloads are written as they are stored: those that are encrypted remain so.</remarks>
    public static async Task<int> ExportAsync(
        this Journal journal, Stream output, string? type = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(output);
        using var export = new JournalExport(journal, output);
        await foreach (var entry in journal.ListAsync(type, MachineFilter.All, cancellationToken).ConfigureAwait(false))
            await export.AddAsync(entry.Machine.Id, cancellationToken).ConfigureAwait(false);
        await export.FlushAsync(cancellationToken).ConfigureAwait(false);
        return export.Count;
    }

    /// <summary>Writes one machine as lines of JSON.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="id">The machine.</param>
    /// <param name="output">The stream. It remains open.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if the machine is unknown.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public static async Task<bool> ExportAsync(
        this Journal journal, MachineId id, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(output);
        using var export = new JournalExport(journal, output);
        var isKnown = await export.AddAsync(id, cancellationToken).ConfigureAwait(false);
        await export.FlushAsync(cancellationToken).ConfigureAwait(false);
        return isKnown;
    }

    /// <summary>Stores the machines of an export.</summary>
    /// <param name="journal">The journal. No host may be using the machines; <see cref="DurableHost{TEvent}.ImportAsync"/> takes care of
    /// that.</param>
    /// <param name="input">The stream. It remains open.</param>
    /// <param name="replaces">Whether machines that exist are replaced.</param>
    /// <param name="cancellationToken">Cancels the call, between two machines.</param>
    /// <returns>The number of machines. After an exception, the machines before it are stored.</returns>
    /// <exception cref="FormatException">A line cannot be read, or is absent.</exception>
    /// <exception cref="InvalidOperationException">A machine exists, and <paramref name="replaces"/> is false.</exception>
    /// <exception cref="JournalException">The journal cannot be read or written.</exception>
    public static async Task<int> ImportAsync(
        this Journal journal, Stream input, bool replaces = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(input);
        var count = 0;
        await foreach (var machine in new ExportReader(input).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            await JournalImport.StoreAsync(journal, machine, replaces, cancellationToken).ConfigureAwait(false);
            count++;
        }

        return count;
    }
}
