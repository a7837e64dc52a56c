using CoroFsm.Durability.Instances;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Operations;

namespace CoroFsm.Durability;

/// <content>Repairs and removal of machines.</content>
public sealed partial class DurableHost<TEvent>
{
    /// <summary>
    /// Leaves out a turn of a machine, such as an event that its code cannot handle. The later inputs are handled again with the code of
    /// today; the machine then continues.
    /// </summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="sequence">The number of a record of the turn, as <see cref="ReadHistoryAsync"/> returns it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The machine, which has continued.</returns>
    /// <exception cref="RepairException">The record is absent or starts the machine, or a later one cannot be handled without it. Nothing
    /// is changed.</exception>
    /// <exception cref="NondeterminismException">The code is not deterministic. Nothing is changed.</exception>
    /// <exception cref="KeyNotFoundException">The machine is unknown.</exception>
    /// <exception cref="JournalException">The journal cannot be read or written.</exception>
    /// <remarks>
    /// The record remains in the journal as <see cref="RecordKind.Skipped"/>, so the numbers of the others do not change. What the turn has
    /// caused outside, such as messages and effects, is not taken back, and messages of turns that are handled again are not sent again.
    /// Events that arrive meanwhile wait. On a journal that several processes share, stop the other hosts first.
    /// </remarks>
    public Task<DurableMachineInfo> SkipAsync(string key, long sequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        return RepairAsync(key, new Repair(sequence, Version: 0), cancellationToken);
    }

    /// <summary>
    /// Moves a machine to another version of its code: its inputs are handled again with that version, and the machine then continues.
    /// </summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The machine, which has continued.</returns>
    /// <exception cref="ArgumentException">The version is not registered.</exception>
    /// <exception cref="RepairException">An event is not accepted by that version, or it has not requested the effect of a recorded result.
    /// Nothing is changed.</exception>
    /// <inheritdoc cref="SkipAsync" path="/exception[@cref='T:System.Collections.Generic.KeyNotFoundException']"/>
    /// <inheritdoc cref="SkipAsync" path="/remarks"/>
    public Task<DurableMachineInfo> MoveToVersionAsync(string key, int version, CancellationToken cancellationToken = default)
    {
        if (version < 1 || Program.Find(version) is null)
            throw new ArgumentException($"{Type} has no version {version} of its code. Add it with WithVersion.", nameof(version));
        return RepairAsync(key, new Repair(Skips: 0, version), cancellationToken);
    }

    /// <summary>Removes a machine with its records and its messages.</summary>
    /// <param name="key">The key of the machine. Do not use it again: identifiers of effects and messages would repeat.</param>
    /// <param name="force">Whether a machine is removed that has not ended. It is not notified, and no effect is compensated.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when that is stored: false if the machine is unknown.</returns>
    /// <exception cref="InvalidOperationException">The machine has not ended, and <paramref name="force"/> is false.</exception>
    /// <exception cref="JournalException">The journal cannot be read or written.</exception>
    public async Task<bool> PurgeAsync(string key, bool force = false, CancellationToken cancellationToken = default)
    {
        using var reservation = await ReserveAsync(key, cancellationToken).ConfigureAwait(true);
        var id = new MachineId(Type, key);
        if (await Journal.ReadAsync(id, new NoRecords(), cancellationToken).ConfigureAwait(true) is not { } entry)
            return false;
        if (!entry.Index.HasEnded && !force)
            throw new InvalidOperationException($"Machine {id} has not ended. Purge it with force if it may be lost.");
        var isPurged = await Journal.PurgeAsync(id, cancellationToken).ConfigureAwait(true);
        outbox.Drop(key);
        parked.TryRemove(key, out _);
        return isPurged;
    }

    /// <summary>Removes the machines that ended some time ago.</summary>
    /// <param name="olderThan">The time since their end.</param>
    /// <param name="cancellationToken">Cancels the call, between two machines.</param>
    /// <returns>The number of machines that were removed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="JournalException">The journal cannot be read or written.</exception>
    public async Task<int> PurgeEndedAsync(TimeSpan olderThan, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(olderThan, TimeSpan.Zero);
        var before = Now - olderThan.Ticks;
        var count = 0;
        await foreach (var entry in Journal.ListAsync(Type, MachineFilter.All, cancellationToken).ConfigureAwait(true))
        {
            if (!entry.Index.HasEnded)
                continue;
            var last = new LastRecord();
            await Journal.ReadAsync(entry.Machine.Id, last, cancellationToken).ConfigureAwait(true);
            if (last.Time <= before && await PurgeAsync(entry.Machine.Id.Key, force: false, cancellationToken).ConfigureAwait(true))
                count++;
        }

        return count;
    }

    /// <summary>Writes all machines of this type as lines of JSON, as <see cref="JournalExtensions"/> does.</summary>
    /// <param name="output">The stream. It remains open.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of machines.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Task<int> ExportAsync(Stream output, CancellationToken cancellationToken = default) =>
        Journal.ExportAsync(output, Type, cancellationToken);

    /// <summary>Writes one machine as lines of JSON.</summary>
    /// <param name="key">The key of the machine.</param>
    /// <param name="output">The stream. It remains open.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False if the machine is unknown.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public Task<bool> ExportAsync(string key, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Journal.ExportAsync(new MachineId(Type, key), output, cancellationToken);
    }

    /// <summary>Stores the machines of an export, and continues them. Events for them wait meanwhile.</summary>
    /// <param name="input">The stream. It remains open.</param>
    /// <param name="replaces">Whether machines that exist are replaced.</param>
    /// <param name="cancellationToken">Cancels the call, between two machines.</param>
    /// <returns>The number of machines. After an exception, the machines before it are stored.</returns>
    /// <exception cref="FormatException">A line cannot be read, or is absent.</exception>
    /// <exception cref="InvalidOperationException">A machine exists, and <paramref name="replaces"/> is false; or it is of another
    /// type.</exception>
    /// <exception cref="JournalException">The journal cannot be read or written.</exception>
    public async Task<int> ImportAsync(Stream input, bool replaces = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var count = 0;
        await foreach (var machine in new ExportReader(input).ReadAsync(cancellationToken).ConfigureAwait(true))
        {
            if (machine.Id.Type != Type)
                throw new InvalidOperationException($"Machine {machine.Id} is not of type {Type}. Import it into a host of its type.");
            using (await ReserveAsync(machine.Id.Key, cancellationToken).ConfigureAwait(true))
            {
                await JournalImport.StoreAsync(Journal, machine, replaces, cancellationToken).ConfigureAwait(true);
                parked.TryRemove(machine.Id.Key, out _);
                outbox.Drop(machine.Id.Key);
            }

            if (machine.Messages.Count > 0)
                outbox.ReadAgain();
            Wake(machine.Id.Key);
            count++;
        }

        return count;
    }

    private async Task<DurableMachineInfo> RepairAsync(string key, Repair repair, CancellationToken cancellationToken)
    {
        using (await ReserveAsync(key, cancellationToken).ConfigureAwait(true))
        {
            var id = new MachineId(Type, key);
            var copies = new RecordCopies();
            if (await Journal.ReadAsync(id, copies, cancellationToken).ConfigureAwait(true) is null)
                throw Unknown(key);
            await using var replayer = new Replayer<TEvent>(Program, Options);
            var records = replayer.Rewrite(id, copies.Records, repair, out var index);
            await Journal.ReplaceAsync(id, records, index, cancellationToken).ConfigureAwait(true);
            parked.TryRemove(key, out _);
        }

        return await ContinueAsync(key, cancellationToken).ConfigureAwait(true);
    }
}
