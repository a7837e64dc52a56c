using System.Runtime.CompilerServices;
using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Operations;

namespace CoroFsm.Durability;

/// <content>Operations.</content>
public sealed partial class DurableHost<TEvent>
{
    /// <summary>Lists machines without loading them.</summary>
    /// <param name="filter">Which machines are listed.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
    /// <returns>The machines.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<MachineSummary> ListAsync(
        MachineFilter filter = MachineFilter.All, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in Journal.ListAsync(Type, filter, cancellationToken).ConfigureAwait(true))
            yield return MachineSummary.Of(entry);
    }

    /// <summary>Reads the records of a machine for people.</summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The records in their order; null if the machine is unknown.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Task<IReadOnlyList<HistoryEntry>?> ReadHistoryAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Journal.ReadHistoryAsync(new(Type, key), Options.Protector, cancellationToken);
    }

    /// <summary>
    /// Copies the journal to a file while it is in use. The copy is consistent, and contains the machines of all types.
    /// </summary>
    /// <param name="path">The file. It must not exist.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the copy is complete.</returns>
    /// <exception cref="NotSupportedException">The storage has a tool of its own for this, which the message names.</exception>
    public ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Journal.BackUpAsync(path, cancellationToken);
    }

    /// <summary>
    /// Removes a machine from memory, and keeps it out until the reservation ends: whatever needs it waits. All that it has handled is
    /// stored, or has failed.
    /// </summary>
    private async Task<Reservation> ReserveAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ThrowIfInsideTurn();
        var reserved = new Instance<TEvent>(this, key);     // loading until the reservation ends
        while (true)
        {
            ThrowIfStopping();
            if (instances.TryGetValue(key, out var resident))
            {
                // The object of another reservation, or one that is being loaded, must not be replaced.
                await resident.Loading.WaitAsync(cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                cancellationToken.ThrowIfCancellationRequested();
                if (!instances.TryUpdate(key, reserved, resident))
                    continue;
                resident.Abandon(new JournalException($"Machine {resident.Journaled.Id} is being repaired. Send the event again."));
                await resident.WhenDrainedAsync().ConfigureAwait(true);
                await resident.ParkingStored.ConfigureAwait(true);
                return new(End);
            }

            if (instances.TryAdd(key, reserved))
                return new(End);
        }

        void End()
        {
            reserved.Abandon(new ObjectDisposedException(nameof(Reservation)));
            reserved.EndLoading(error: null);
        }
    }
}
