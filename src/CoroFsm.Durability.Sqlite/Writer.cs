using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>The thread that writes: each commit takes all that is queued when the one before it has ended.</summary>
internal sealed class Writer
{
    private readonly Database database;
    private readonly SqliteJournalOptions options;
    private readonly ReadPool readers;
    private readonly LogGuard log;
    private readonly WriteQueue queue;
    private readonly Batch batch;
    private readonly Queue<JournalTransaction> transactions = [];
    private readonly List<WriteQueue.Removal> removals = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource closing = new();
    private Store? store;
    private bool isClosing;
    private long commits;
    private long records;
    private long failures;

    internal Writer(Database database, SqliteJournalOptions options, ReadPool readers, SqliteConnection connection)
    {
        this.database = database;
        this.options = options;
        this.readers = readers;
        queue = new(options.TimeProvider);
        batch = new(database.Description);
        store = new(connection);
        log = new(raw.sqlite3_db_filename(connection.Handle!, "main").utf8_to_string(), options.LargestLog);
        Thread thread = new(Run) { IsBackground = true, Name = database.Description };
        thread.Start();
    }

    internal JournalStatistics Statistics =>
        new(Volatile.Read(ref commits), Volatile.Read(ref records), Volatile.Read(ref failures));

    internal bool TryAdd(object entry) => queue.TryAdd(entry);

    internal void Remove(MachineId sender, long sequence, int ordinal) => queue.Add(new WriteQueue.Removal(sender, sequence, ordinal));

    /// <summary>Writes what is queued, and ends the thread.</summary>
    internal async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref isClosing, true))
        {
            await ended.Task;
            return;
        }

        // First the work in progress: the thread may wait for it.
        await closing.CancelAsync();
        queue.Close();
        await ended.Task;
        closing.Dispose();
    }

    private void Run()
    {
        while (transactions.Count > 0 || batch.Entries.Count > 0 || queue.Wait())
        {
            Take();

            // First what waits: the work of a transaction may take long.
            while (batch.Entries.Count > 0 || removals.Count > 0)
                Commit();
            if (transactions.TryDequeue(out var transaction))
                Execute(transaction);
        }

        store?.Dispose();
        queue.Dispose();
        ended.SetResult();
    }

    /// <summary>Takes what is queued. Transactions come after what was queued with them: their records do not exist yet.</summary>
    private void Take()
    {
        var known = batch.Entries.Count;
        queue.Take(batch.Entries, removals);
        var kept = known;
        for (var i = known; i < batch.Entries.Count; i++)
        {
            if (batch.Entries[i] is JournalTransaction transaction)
                transactions.Enqueue(transaction);
            else
                batch.Entries[kept++] = batch.Entries[i];
        }

        batch.Entries.RemoveRange(kept, batch.Entries.Count - kept);
    }

    private void Commit()
    {
        var committing = false;
        try
        {
            var opened = Open();
            if (removals.Count == 0 && batch.IsOneRow)
            {
                committing = true;
                batch.Write(opened, long.MaxValue);
            }
            else
            {
                opened.Begin();
                batch.Write(opened, options.LargestCommit);
                RemoveMessages(opened);
                committing = true;
                opened.Commit();
                removals.Clear();
            }
        }
        catch (Exception e)
        {
            Fail(e, committing);
            return;
        }

        Succeed();
    }

    /// <summary>Does the work of a transaction, and commits it with its turn and with what is queued by then.</summary>
    private void Execute(JournalTransaction turn)
    {
        if (turn.Machine.Failure is { } failure)
        {
            turn.OnFailed(batch.FailureOf(turn.Machine, failure));
            return;
        }

        var committing = false;
        try
        {
            var transaction = Work(turn, out var error);
            if (!turn.Complete(error))
            {
                Undo(transaction);
                return;
            }

            Take();
            var unit = batch.Promote(turn);
            if (!batch.TryWrite(Open(), unit))
            {
                Undo(transaction);
                batch.Acknowledge();
                return;
            }

            batch.Write(Open(), long.MaxValue);
            RemoveMessages(Open());
            committing = true;
            transaction.Commit();
            transaction.Dispose();
            removals.Clear();
        }
        catch (Exception e)
        {
            if (!batch.Entries.Contains(turn))
                batch.Entries.Add(turn);
            Drop();
            Fail(e, committing);
            return;
        }

        Succeed();
    }

    private void Undo(SqliteTransaction transaction)
    {
        try
        {
            transaction.Dispose();
        }
        catch (SqliteException)
        {
            // Closing the connection undoes it too.
            Drop();
        }
    }

    /// <summary>Begins a transaction and does the work in it. If the work fails, what it has changed is undone.</summary>
    private SqliteTransaction Work(JournalTransaction turn, out Exception? error)
    {
        var connection = Open().Connection;
        var transaction = connection.BeginTransaction(deferred: false);
        Savepoint.Set(connection);
        error = null;
        try
        {
            // The thread has nothing else to do: the database is locked until the work has ended.
            turn.ExecuteAsync(transaction, closing.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            error = e;
        }

        if (Savepoint.TryEnd(connection, transaction, keep: error is null))
            return transaction;

        error ??= new InvalidOperationException($"The work of a transaction of machine {turn.Machine.Id} has committed or rolled back the "
            + "transaction itself. Return from the work to commit, throw to roll back.");
        Drop();
        return Open().Connection.BeginTransaction(deferred: false);
    }

    private void RemoveMessages(Store opened)
    {
        foreach (var (sender, sequence, ordinal) in removals)
            opened.RemoveMessage(sender, sequence, ordinal);
    }

    private void Succeed()
    {
        Volatile.Write(ref commits, commits + 1);
        Volatile.Write(ref records, records + batch.Records);
        batch.Acknowledge();
        if (store is not null && log.IsLarge())
            readers.WithoutReads(options.BusyTimeout, () => store.EmptyLog((int)options.BusyTimeout.TotalMilliseconds));
    }

    private void Fail(Exception error, bool committing)
    {
        Volatile.Write(ref failures, failures + 1);
        try
        {
            if (Failures.BreaksConnection(error))
                Drop();
            else if (store is { InTransaction: true })
                store.Rollback();
        }
        catch (SqliteException)
        {
            // The connection is of no use: closing it undoes the transaction.
            Drop();
        }

        // If the process ends before they are removed, they are delivered again.
        foreach (var removal in removals)
            queue.Add(removal);
        removals.Clear();
        batch.Fail(Failures.OfCommit(database.Description, error, committing));
    }

    private Store Open() => store ??= new(database.OpenWriter());

    private void Drop()
    {
        store?.Dispose();
        store = null;
    }
}
