using System.Data;
using System.Runtime.InteropServices;
using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Writes batches of turns on a connection and a thread of its own.</summary>
/// <param name="server">The connections.</param>
/// <param name="sql">The statements.</param>
/// <param name="owner">The owner that writes.</param>
/// <param name="queue">The turns.</param>
/// <param name="start">Starts a turn that is stored by itself.</param>
/// <param name="counters">Counts commits.</param>
internal sealed class BatchWriter(
    Server server, Sql sql, long owner, TurnQueue queue, Action<JournalTurn> start, Counters counters)
{
    private readonly TurnBatch batch = new(sql, owner);
    private readonly List<JournalTurn> taken = [];
    private readonly List<JournalTurn> turns = [];
    private readonly HashSet<JournalTurn> broken = [];
    private readonly List<JournalTurn> starting = [];
    private readonly List<MachineId> held = [];
    private readonly List<Removal> removals = [];
    private readonly Dictionary<JournaledMachine, JournalException> failed = [];
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NpgsqlConnection? connection;
    private bool committing;

    /// <summary>Gets the task that ends when the queue is closed and all that was queued is written.</summary>
    internal Task Completion => completion.Task;

    /// <summary>Starts the thread.</summary>
    internal void Start() => new Thread(Run) { IsBackground = true, Name = "PostgreSqlJournal" }.Start();

    private void Run()
    {
        while (queue.Take(this, taken, starting, removals))
        {
            starting.ForEach(start);
            foreach (var turn in taken)
            {
                if (turn.Machine.Failure is null)
                    turns.Add(turn);
                else
                    broken.Add(turn);
            }

            if (turns.Count > 0 || removals.Count > 0)
                Write();
            foreach (var turn in taken)
            {
                held.Add(turn.Machine.Id);      // now: the host may reuse a turn that was notified
                Notify(turn);
            }

            queue.Release(CollectionsMarshal.AsSpan(held));
            if (taken.Count > 1)
                queue.Gather(taken.Count);
            held.Clear();
            starting.Clear();
            taken.Clear();
            turns.Clear();
            broken.Clear();
            removals.Clear();
            failed.Clear();
        }

        connection?.Dispose();
        completion.SetResult();
    }

    private void Notify(JournalTurn turn)
    {
        if (broken.Contains(turn))
            turn.OnFailed(Faults.OfBroken(turn.Machine));
        else if (failed.TryGetValue(turn.Machine, out var error))
            Faults.Fail(turn, error);
        else
        {
            MachineState.Settle(turn);
            turn.OnCommitted();
        }
    }

    /// <summary>Stores the turns, and notes which machines have failed.</summary>
    private void Write()
    {
        var apart = false;
        for (var repeats = 0; ; repeats++)
        {
            committing = false;
            failed.Clear();
            try
            {
                connection ??= server.OpenForWriting();
                counters.Add(apart ? WriteApart(connection) : WriteTogether(connection));
                if (removals.Count > 0)
                    queue.Settle(removals);
                return;
            }
            catch (Exception error)
            {
                var unsure = committing && !Faults.IsSurelyNotStored(error, connection!);
                var repeat = !unsure && repeats < Faults.MaximumRepeats && Faults.IsRepeatable(error);
                if (repeat || (!apart && !unsure && Faults.IsOfOneTurn(error)))
                {
                    apart |= !repeat;
                    continue;
                }

                FailAll(error, unsure);
                return;
            }
        }
    }

    /// <summary>Stores the turns in one round trip. A turn that cannot be stored fails them all.</summary>
    /// <returns>The number of records.</returns>
    private int WriteTogether(NpgsqlConnection connection)
    {
        batch.Fill(connection, CollectionsMarshal.AsSpan(turns));
        using var command = server.CreateBatch(connection);
        batch.AddTo(command.BatchCommands);
        AddRemovalsTo(command.BatchCommands);
        command.Prepare();
        committing = true;
        using (var reader = command.ExecuteReader())
            batch.ReadLost(reader);
        return NoteLost(turns);
    }

    /// <summary>
    /// Stores the turns in one transaction, with a savepoint for those of each machine: the machines whose turns cannot be stored fail, and
    /// no other does.
    /// </summary>
    /// <returns>The number of records.</returns>
    private int WriteApart(NpgsqlConnection connection)
    {
        var records = 0;
        using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        foreach (var group in turns.GroupBy(static turn => turn.Machine).Select(static group => group.ToArray()))
        {
            transaction.Save("machine");
            try
            {
                batch.Fill(connection, group);
                using var command = server.CreateBatch(connection);
                batch.AddTo(command.BatchCommands);
                using (var reader = command.ExecuteReader())
                    batch.ReadLost(reader);
                records += NoteLost(group);
            }
            catch (Exception error) when (Faults.IsOfOneTurn(error) && Faults.IsSurelyNotStored(error, connection))
            {
                transaction.Rollback("machine");
                failed.TryAdd(group[0].Machine, Faults.NotStored(group[0].Machine.Id, error, unsure: false));
            }
        }

        using (var command = server.CreateBatch(connection))
        {
            AddRemovalsTo(command.BatchCommands);
            if (command.BatchCommands.Count > 0)
                command.ExecuteNonQuery();
        }

        committing = true;
        transaction.Commit();
        return records;
    }

    /// <summary>Notes the machines of which nothing was stored.</summary>
    /// <returns>The number of records that were stored.</returns>
    private int NoteLost(IReadOnlyList<JournalTurn> written)
    {
        var records = 0;
        foreach (var turn in written)
        {
            if (batch.IsLost(turn))
                failed.TryAdd(turn.Machine, Faults.Conflict(turn.Machine.Id));
            else
                records += turn.RecordCount;
        }

        return records;
    }

    private void AddRemovalsTo(NpgsqlBatchCommandCollection commands)
    {
        if (removals.Count == 0)
            return;
        var command = new NpgsqlBatchCommand(sql.RemoveMessages);
        command.Parameters.AddColumn(removals.ConvertAll(static string? (removal) => removal.Sender.Type));
        command.Parameters.AddColumn(removals.ConvertAll(static string? (removal) => removal.Sender.Key));
        command.Parameters.AddColumn(removals.ConvertAll(static removal => removal.Sequence));
        command.Parameters.AddColumn(removals.ConvertAll(static removal => removal.Ordinal));
        commands.Add(command);
    }

    private void FailAll(Exception error, bool unsure)
    {
        counters.AddFailure();
        queue.Return(removals);
        foreach (var turn in turns)
            failed.TryAdd(turn.Machine, Faults.NotStored(turn.Machine.Id, error, unsure));
        if (connection is { FullState: not ConnectionState.Open })
        {
            connection.Dispose();
            connection = null;
        }
    }
}
