using System.Collections.Immutable;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Testing.Durability;

/// <summary>
/// Represents a journal in memory, for tests. It fails when the test says so, and what it has stored outlives it in a
/// <see cref="MemoryJournalStorage"/>.
/// </summary>
/// <param name="storage">What survives the journal; null for a new storage.</param>
/// <remarks>
/// Turns are committed on a thread of the pool, or, with <see cref="CommitsManually"/>, on the thread of the test that calls
/// <see cref="CommitAsync"/>.
/// </remarks>
public sealed partial class MemoryJournal(MemoryJournalStorage? storage = null) : Journal
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Queue<CommitFault> faults = new();
    private List<QueuedWrite> queue = [];
    private Task writing = Task.CompletedTask;
    private Task? disposal;
    private bool isOpen;
    private bool isWriting;
    private bool isHeld;
    private bool hasCrashed;
    private int readFaults;
    private JournalStatistics statistics;

    /// <summary>Gets what survives this journal.</summary>
    public MemoryJournalStorage Storage { get; } = storage ?? new();

    /// <summary>Gets a value indicating whether nothing is committed until the test calls <see cref="CommitAsync"/>. Default:
    /// false.</summary>
    public bool CommitsManually { get; init; }

    /// <summary>
    /// Gets or sets what chooses the fault of each commit for which none is injected, such as a function of a
    /// <see cref="SimulatedRandom"/>. Default: null (no faults).
    /// </summary>
    public Func<CommitFault>? FaultSource { get; set; }

    /// <summary>Gets a value indicating whether other journals on the storage have hosts of their own, so that conflicts are ordinary.
    /// Default: false.</summary>
    public bool HasOtherHosts { get; init; }

    /// <inheritdoc/>
    public override bool IsShared => HasOtherHosts;

    /// <summary>Gets the number of writes that wait for a commit.</summary>
    public int QueuedCount
    {
        get
        {
            lock (gate)
                return queue.Count;
        }
    }

    /// <inheritdoc/>
    public override string Description => "memory";

    /// <inheritdoc/>
    public override JournalStatistics Statistics
    {
        get
        {
            lock (gate)
                return statistics;
        }
    }

    /// <inheritdoc/>
    public override ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposal is not null, this);
            if (!isOpen)
                Storage.Add(this);
            isOpen = true;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Append(JournalTurn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        Enqueue(new QueuedTurn(turn));
    }

    /// <inheritdoc/>
    public override ValueTask<MachineEntry?> ReadAsync(
        MachineId id, IRecordReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(id, reader, cancellationToken));
        }
        catch (OperationCanceledException error) when (error.CancellationToken == cancellationToken)
        {
            return ValueTask.FromCanceled<MachineEntry?>(cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<MachineEntry?>(error);
        }
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, CancellationToken cancellationToken = default) =>
        EnumerateAsync(
            state => from pair in state.Machines
                     where (type is null || pair.Key.Type == type) && pair.Value.Matches(filter)
                     select pair.Value.ToEntry(pair.Key),
            cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredMessage> ReadOutboxAsync(string type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        return EnumerateAsync(state => state.Outbox.Values.Where(message => message.Sender.Type == type), cancellationToken);
    }

    /// <inheritdoc/>
    public override void RemoveMessage(MachineId sender, long sequence, int ordinal) =>
        Enqueue(new QueuedRemoval(sender, sequence, ordinal));

    /// <inheritdoc/>
    public override async ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken = default) =>
        await ChangeAsync(state => state.Machines.ContainsKey(id) ? state.Park(id, reason) : null, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        for (var i = 1; i < records.Count; i++)
        {
            if (records[i].Sequence != records[i - 1].Sequence + 1)
            {
                throw new ArgumentException(
                    $"Record {records[i].Sequence} follows record {records[i - 1].Sequence}. Number the records consecutively.",
                    nameof(records));
            }
        }

        var copy = records.Select(record => record with { Payload = record.Payload.ToArray() }).ToImmutableList();
        await ChangeAsync(state => state.Replace(id, copy, index), cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken = default) =>
        await ChangeAsync(state => state.Machines.ContainsKey(id) ? state.Purge(id) : null, cancellationToken);

    /// <summary>Not supported.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ValueTask BackUpAsync(string path, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A journal in memory is not copied to a file. Use MemoryJournalStorage.Copy.");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        TaskCompletionSource? ended = null;
        lock (gate)
        {
            if (disposal is null)
            {
                ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
                disposal = ended.Task;
            }
        }

        if (ended is null)
        {
            await disposal;
            return;
        }

        try
        {
            await CloseAsync();
        }
        finally
        {
            ended.SetResult();
        }
    }
}
