using System.Runtime.CompilerServices;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Testing.Durability;

public sealed partial class MemoryJournal
{
    /// <summary>Commits what is queued, as one commit.</summary>
    /// <param name="maxWrites">The maximum number of writes; the others remain queued.</param>
    /// <returns>The number of writes: their turns have been notified, unless the journal has crashed. The task is incomplete only while the
    /// work of a transaction is, or while another journal writes to the storage.</returns>
    /// <exception cref="InvalidOperationException"><see cref="CommitsManually"/> is false, or a commit is in progress.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxWrites"/> is less than 1.</exception>
    public async ValueTask<int> CommitAsync(int maxWrites = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWrites, 1);
        if (!CommitsManually)
            throw new InvalidOperationException("The journal commits by itself. Set CommitsManually to commit in a test.");

        List<QueuedWrite> batch;
        var ended = new TaskCompletionSource();
        lock (gate)
        {
            if (isWriting)
                throw new InvalidOperationException("A commit is in progress. Await it first.");
            if (queue.Count == 0)
                return 0;
            isWriting = true;
            writing = ended.Task;
            batch = queue[..Math.Min(maxWrites, queue.Count)];
            queue.RemoveRange(0, batch.Count);
        }

        try
        {
            return await CommitBatchAsync(batch);
        }
        finally
        {
            lock (gate)
                isWriting = false;
            ended.SetResult();
        }
    }

    /// <returns>False if the journal has crashed: then nothing is queued.</returns>
    private bool Enqueue(QueuedWrite write)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposal is not null, this);
            if (!isOpen)
                throw new InvalidOperationException("The journal is not open. Call OpenAsync first.");
            if (hasCrashed)
                return false;
            queue.Add(write);
            StartWriting();
            return true;
        }
    }

    private async ValueTask<bool> ChangeAsync(Func<JournalState, JournalState?> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new QueuedChange(change, CommitsManually);
        if (!Enqueue(write))
            throw Crashed();
        return await write.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Called inside the gate.</summary>
    private void StartWriting()
    {
        if (CommitsManually || isWriting || isHeld || queue.Count == 0)
            return;
        isWriting = true;
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Commits until nothing is queued: each commit takes all that was queued during the one before.</summary>
    private async Task WriteAsync()
    {
        while (true)
        {
            List<QueuedWrite> batch;
            lock (gate)
            {
                if (queue.Count == 0 || (isHeld && disposal is null))
                {
                    isWriting = false;
                    return;
                }

                (batch, queue) = (queue, []);
            }

            await CommitBatchAsync(batch);
        }
    }

    private async Task<int> CommitBatchAsync(List<QueuedWrite> batch)
    {
        JournalCommit commit;
        JournalException? error;
        var fault = CommitFault.None;
        await Storage.EnterAsync(this);
        try
        {
            fault = TakeFault(batch);
            commit = new(Storage.State, conflicts: fault == CommitFault.Conflict);
            error = await ApplyAsync(commit, batch) ?? ErrorOf(fault);
            if (fault == CommitFault.CrashNotStored)
                Crash();
            if ((error is null || fault == CommitFault.UnsureStored) && !Storage.Store(this, commit.State))
                return 0;
            if (fault == CommitFault.CrashStored)
                Crash();
        }
        finally
        {
            Storage.Exit(this);
        }

        Notify(commit, batch, error);
        return batch.Count;
    }

    private async ValueTask<JournalException?> ApplyAsync(JournalCommit commit, List<QueuedWrite> batch)
    {
        try
        {
            var rest = new Queue<QueuedWrite>(batch);
            while (rest.TryDequeue(out var write))
            {
                if (write.Turn is not JournalTransaction transaction)
                {
                    commit.Apply(write);
                    continue;
                }

                if (!await commit.ApplyAsync(write, transaction, TakeEarlier, closing.Token))
                    batch.Remove(write);

                List<QueuedWrite> TakeEarlier(long sequence)
                {
                    bool IsEarlier(QueuedWrite other) => other.Turn is { } turn and not JournalTransaction
                        && turn.Machine == transaction.Machine && turn.GetRecord(0).Sequence < sequence;
                    List<QueuedWrite> earlier = [.. rest.Where(IsEarlier)];
                    rest = new(rest.Where(other => !IsEarlier(other)));
                    lock (gate)
                    {
                        earlier.AddRange(queue.Where(IsEarlier));
                        queue.RemoveAll(IsEarlier);
                    }

                    batch.AddRange(earlier.Except(batch).ToArray());
                    return earlier;
                }
            }

            return null;
        }
        catch (Exception error)
        {
            return new($"A commit has failed and nothing of it is stored: {error.Message}", error);
        }
    }

    /// <summary>Notifies the turns of a commit in their order.</summary>
    private void Notify(JournalCommit commit, List<QueuedWrite> batch, JournalException? error)
    {
        lock (gate)
        {
            if (hasCrashed)
                return;
            statistics = error is null
                ? statistics with { Commits = statistics.Commits + 1, Records = statistics.Records + commit.RecordCount }
                : statistics with { Failures = statistics.Failures + 1 };
            if (error is not null && disposal is null)
                queue.InsertRange(0, batch.OfType<QueuedRemoval>());
        }

        if (error is not null)
        {
            foreach (var write in batch)
                write.Fail(write.Turn is { } turn ? JournalCommit.FailureOf(turn.Machine) ?? error : error);
            return;
        }

        commit.NumberMachines();
        foreach (var (write, own) in commit.Outcomes)
        {
            if (own is null)
                write.Succeed();
            else
                write.Fail(own);
        }
    }

    private CommitFault TakeFault(List<QueuedWrite> batch)
    {
        lock (gate)
        {
            if (!batch.Exists(static write => write.TakesFaults))
                return CommitFault.None;
            if (faults.TryDequeue(out var fault))
                return fault;
        }

        return FaultSource?.Invoke() ?? CommitFault.None;
    }

    private static JournalException? ErrorOf(CommitFault fault) => fault switch
    {
        CommitFault.NotStored => new JournalException("A commit has failed, as the test requested. Nothing of it is stored."),
        CommitFault.UnsureNotStored or CommitFault.UnsureStored =>
            new JournalUnsureException("A commit has failed, as the test requested. It may be stored."),
        _ => null,
    };

    private async Task CloseAsync()
    {
        closing.Cancel();
        Task last;
        lock (gate)
            last = writing;
        await last;
        await WriteAsync();
        Storage.Remove(this);
        closing.Dispose();
    }

    private MachineEntry? Read(MachineId id, IRecordReader reader, CancellationToken cancellationToken)
    {
        if (!ReadState().Machines.TryGetValue(id, out var machine))
            return null;
        foreach (var record in machine.Records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.OnRecord(new(
                record.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, record.Payload.Span)))
            {
                break;
            }
        }

        return machine.ToEntry(id);
    }

    private async IAsyncEnumerable<T> EnumerateAsync<T>(
        Func<JournalState, IEnumerable<T>> select, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var item in select(ReadState()))
        {
            yield return item;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private JournalState ReadState()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposal is not null, this);
            if (hasCrashed)
                throw Crashed();
            if (!isOpen)
                throw new InvalidOperationException("The journal is not open. Call OpenAsync first.");
            if (readFaults > 0)
            {
                readFaults--;
                throw new JournalException("A read has failed, as the test requested.");
            }
        }

        return Storage.State;
    }

    private static JournalException Crashed() => new("The journal has crashed. Open another one on the same storage.");
}
