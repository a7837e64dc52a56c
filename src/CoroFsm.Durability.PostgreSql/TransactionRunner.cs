using System.Data;
using System.Runtime.InteropServices;
using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Runs transactions and changes beside the batches, each on a connection of its own, while it holds its machine.</summary>
/// <param name="server">The connections.</param>
/// <param name="sql">The statements.</param>
/// <param name="owner">The owner that writes.</param>
/// <param name="queue">The turns.</param>
/// <param name="counters">Counts commits.</param>
/// <param name="maximum">The maximum number at a time.</param>
internal sealed class TransactionRunner(
    Server server, Sql sql, long owner, TurnQueue queue, Counters counters, int maximum) : IDisposable
{
    private readonly SemaphoreSlim slots = new(maximum);
    private readonly CancellationTokenSource closing = new();

    /// <summary>Starts a turn that is stored by itself.</summary>
    internal void Start(JournalTurn turn) => _ = Task.Run(() => RunAsync(turn));

    /// <summary>Cancels the work of transactions.</summary>
    internal void Cancel() => closing.Cancel();

    /// <summary>Must not be called before the queue is empty.</summary>
    public void Dispose()
    {
        slots.Dispose();
        closing.Dispose();
    }

    private async Task RunAsync(JournalTurn turn)
    {
        var machine = turn.Machine.Id;
        await slots.WaitAsync().ConfigureAwait(false);
        try
        {
            if (turn is JournalTransaction transaction)
                await RunTransactionAsync(transaction).ConfigureAwait(false);
            else
                await ((Change)turn).RunAsync().ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
            queue.Release(machine);
        }
    }

    private async Task RunTransactionAsync(JournalTransaction turn)
    {
        if (turn.Machine.Failure is not null)
        {
            turn.OnFailed(Faults.OfBroken(turn.Machine));
            return;
        }

        var unit = new Unit(turn, new(sql, owner));
        JournalException? failure = null;
        try
        {
            if (!await StoreAsync(unit).ConfigureAwait(false))
                return;
        }
        catch (Exception error)
        {
            var unsure = unit.IsCommitting && !Faults.IsSurelyNotStored(error, unit.Connection!);
            failure = Faults.NotStored(turn.Machine.Id, error, unsure);
            if (failure is not JournalConflictException)
                counters.AddFailure();
        }

        foreach (var stored in unit.Turns)
        {
            if (failure is not null)
            {
                Faults.Fail(stored, failure);
                continue;
            }

            MachineState.Settle(stored);
            stored.OnCommitted();
        }
    }

    /// <summary>Does the work, and stores it with the turns that came meanwhile and its record.</summary>
    /// <returns>False if the machine no longer waits for the work.</returns>
    private async Task<bool> StoreAsync(Unit unit)
    {
        unit.Connection = await server.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await using var closingConnection = unit.Connection.ConfigureAwait(false);
        var transaction = await unit.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
        await using var rollback = transaction.ConfigureAwait(false);
        var error = await WorkAsync(unit.Turn, transaction).ConfigureAwait(false);
        if (!unit.Turn.Complete(error))
            return false;

        unit.TakeMeanwhile(queue);
        unit.Batch.Fill(unit.Connection, CollectionsMarshal.AsSpan(unit.Turns));
        var command = server.CreateBatch(unit.Connection);
        await using (command.ConfigureAwait(false))
        {
            unit.Batch.AddTo(command.BatchCommands);
            var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                unit.Batch.ReadLost(reader);
        }

        if (unit.Batch.IsLost(unit.Turn))
            throw Faults.Conflict(unit.Turn.Machine.Id);
        unit.IsCommitting = true;
        await transaction.CommitAsync().ConfigureAwait(false);
        counters.Add(unit.Batch.RecordCount);
        return true;
    }

    /// <summary>Does the work, and rolls it back if it has thrown.</summary>
    /// <returns>The exception of the work; null if it has succeeded.</returns>
    private async Task<Exception?> WorkAsync(JournalTransaction turn, NpgsqlTransaction transaction)
    {
        await transaction.SaveAsync("work").ConfigureAwait(false);
        Exception? error = null;
        try
        {
            await turn.ExecuteAsync(transaction, closing.Token).ConfigureAwait(false);
            await transaction.ReleaseAsync("work").ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        if (error is null)
            return null;
        try
        {
            await transaction.RollbackAsync("work").ConfigureAwait(false);
            return error;
        }
        catch (Exception lost) when (lost is InvalidOperationException or NpgsqlException)
        {
            throw new JournalException(
                $"The transaction of {turn.Machine.Id} ended in its work, so its record was not stored. Neither commit it nor roll it "
                + $"back. The error of the work: {error.Message}",
                error);
        }
    }

    /// <summary>What is committed together.</summary>
    private sealed class Unit(JournalTransaction turn, TurnBatch batch)
    {
        internal JournalTransaction Turn => turn;

        internal TurnBatch Batch => batch;

        /// <summary>Gets the turns, in the order of their numbers.</summary>
        internal List<JournalTurn> Turns { get; } = [turn];

        internal NpgsqlConnection? Connection { get; set; }

        internal bool IsCommitting { get; set; }

        internal void TakeMeanwhile(TurnQueue queue)
        {
            Turns.Clear();
            queue.TakeWaiting(turn.Machine, turn.GetRecord(0).Sequence, Turns);
            Turns.Add(turn);
        }
    }
}
