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
}
