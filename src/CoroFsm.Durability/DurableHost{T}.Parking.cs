using System.Collections.Concurrent;
using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <content>Parked machines: each host tries them once more, at their first use, because its code may be corrected.</content>
public sealed partial class DurableHost<TEvent>
{
    /// <summary>The machines that this host has parked: it does not try them again by itself.</summary>
    private readonly ConcurrentDictionary<string, byte> parked = new(StringComparer.Ordinal);

    /// <summary>
    /// Replays a parked machine now, and releases it if it can be replayed. A machine that is not parked remains as it is.
    /// </summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The machine, which has continued: its due timers have fired, and its effects are under way.</returns>
    /// <exception cref="NondeterminismException">A record leads to another result than recorded. The machine remains parked.</exception>
    /// <exception cref="ReplayException">A record cannot be handled again. The machine remains parked.</exception>
    /// <exception cref="MachineParkedException">It could be replayed, and its coroutine has thrown an exception again.</exception>
    /// <exception cref="KeyNotFoundException">The machine is unknown.</exception>
    /// <exception cref="JournalException">The journal cannot be read or written.</exception>
    /// <remarks>
    /// A host that opens tries the parked machines of earlier hosts by itself, each at its first use. So call this method when the cause
    /// was not the code, such as a service that was not available.
    /// </remarks>
    public async Task<DurableMachineInfo> RetryAsync(string key, CancellationToken cancellationToken = default)
    {
        var instance = await LoadKnownAsync(key, cancellationToken).ConfigureAwait(true);
        if (instance.Stage == InstanceStage.Parked)
        {
            using (await ReserveAsync(key, cancellationToken).ConfigureAwait(true))
                parked.TryRemove(key, out _);
        }

        return await ContinueAsync(key, cancellationToken).ConfigureAwait(true);
    }

    /// <summary>Loads a machine, which fires its due timers and calls its effects.</summary>
    private async Task<DurableMachineInfo> ContinueAsync(string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var instance = await LoadKnownAsync(key, cancellationToken).ConfigureAwait(true);
            if (instance.Stage == InstanceStage.Parked)
                throw instance.ReplayFailure ?? new MachineParkedException(instance.Journaled.Id.ToString(), instance.ParkedReason ?? "");
            if (instance.Describe() is { } info)
                return info;
        }
    }

    /// <summary>Releases a machine that was replayed, unless this host has parked it.</summary>
    /// <returns>What the journal knows of it now.</returns>
    private async ValueTask<MachineEntry> ReleaseAsync(Instance<TEvent> instance, MachineEntry entry)
    {
        if (entry.Parked is null)
            parked.TryRemove(instance.Key, out _);      // another host has released it, or its parking was not stored
        if (entry.Parked is null || instance.ReplayFailure is not null || parked.ContainsKey(instance.Key))
            return entry;
        await Journal.ParkAsync(instance.Journaled.Id, reason: null, Stopping).ConfigureAwait(true);
        return entry with { Parked = null };
    }

    private async Task<Instance<TEvent>> LoadKnownAsync(string key, CancellationToken cancellationToken) =>
        await LoadAsync(key, startsIt: false, cancellationToken).ConfigureAwait(true)
            ?? throw Unknown(key);

    private KeyNotFoundException Unknown(string key) => new(
        $"{Type} has no machine with the key '{key}'. List the machines with ListAsync.");

    /// <summary>Wakes the machines that earlier hosts have parked and that have something to do.</summary>
    private async Task WakeParkedAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in Journal.ListAsync(Type, MachineFilter.Parked, cancellationToken).ConfigureAwait(true))
            Schedule(entry);
    }
}
