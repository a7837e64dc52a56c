using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>The writing connection and its statements. Used by the writer's thread only.</summary>
internal sealed class Store : IDisposable
{
    // The number of the machine is null, which the table refuses, unless the machine exists and has no record with this number or a later
    // one. A later one alone is left where another host has written a checkpoint and removed what was before it.
    private const string InsertFirst = """
        INSERT INTO journal VALUES(
            (SELECT id FROM machines WHERE id = ?1 AND NOT EXISTS(SELECT 1 FROM journal WHERE machine = ?1 AND seq >= ?2)),
            ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private readonly sqlite3 database;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement create;
    private readonly Statement insertFirst;
    private readonly Statement insertNext;
    private readonly Statement removeBefore;
    private readonly Statement updateIndex;
    private readonly Statement insertMessage;
    private readonly Statement removeMessage;

    internal Store(SqliteConnection connection)
    {
        Connection = connection;
        database = connection.Handle!;
        begin = new(database, "BEGIN IMMEDIATE");
        commit = new(database, "COMMIT");
        rollback = new(database, "ROLLBACK");
        create = new(database, "INSERT INTO machines(type, key, due, pending, ended) VALUES(?1, ?5, ?2, ?3, ?4)");
        insertFirst = new(database, InsertFirst);
        insertNext = new(database, "INSERT INTO journal VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        removeBefore = new(database, "DELETE FROM journal WHERE machine = ?1 AND seq < ?2");
        updateIndex = new(database, "UPDATE machines SET due = ?2, pending = ?3, ended = ?4 WHERE id = ?1");
        insertMessage = new(database, """
            INSERT INTO outbox(machine, seq, ordinal, type, target_type, target_key, payload) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        removeMessage = new(database, """
            DELETE FROM outbox
            WHERE machine = (SELECT id FROM machines WHERE type = ?1 AND key = ?2) AND seq = ?3 AND ordinal = ?4
            """);
    }

    internal SqliteConnection Connection { get; }

    internal bool InTransaction => raw.sqlite3_get_autocommit(database) == 0;

    /// <summary>Gets the number of payload bytes written since the last <see cref="Begin"/>.</summary>
    internal long Bytes { get; private set; }

    internal void Begin()
    {
        Bytes = 0;
        begin.Run();
    }

    internal void Commit() => commit.Run();

    internal void Rollback() => rollback.Run();

    /// <summary>Writes a turn. False if it conflicts, which changes nothing.</summary>
    internal bool TryWrite(JournalTurn turn)
    {
        var machine = turn.Machine;
        var index = turn.Index;
        if (machine.Number == 0)
        {
            if (!TryCreate(machine.Id, index ?? MachineIndex.None))
                return false;
            machine.Number = raw.sqlite3_last_insert_rowid(database);
            index = null;
        }

        var number = machine.Number;
        var record = turn.GetRecord(0);
        if (!BindRecord(insertFirst, number, record).TryRun())
            return false;
        for (var i = 1; i < turn.RecordCount; i++)
        {
            record = turn.GetRecord(i);
            BindRecord(insertNext, number, record).Run();
        }

        if (turn.RemovesBefore > 0)
            removeBefore.Bind(1, number).Bind(2, turn.RemovesBefore).Run();
        if (index is { } changed)
            BindIndex(updateIndex, changed).Bind(1, number).Run();
        for (var i = 0; i < turn.MessageCount; i++)
            Insert(number, record.Sequence, turn.GetMessage(i));
        return true;
    }

    internal void RemoveMessage(MachineId sender, long sequence, int ordinal) =>
        removeMessage.Bind(1, sender.Type).Bind(2, sender.Key).Bind(3, sequence).Bind(4, ordinal).Run();

    internal bool Park(MachineId id, string? reason)
    {
        using Statement park = new(database, "UPDATE machines SET parked = ?3 WHERE type = ?1 AND key = ?2");
        park.Bind(1, id.Type).Bind(2, id.Key).Bind(3, reason).Run();
        return raw.sqlite3_changes(database) > 0;
    }

    internal bool Purge(MachineId id)
    {
        if (NumberOf(id) is not { } number)
            return false;
        Remove(number);
        using Statement messages = new(database, "DELETE FROM outbox WHERE machine = ?1");
        messages.Bind(1, number).Run();
        return true;
    }

    /// <summary>Writes a machine under another number: hosts that still hold the former one conflict.</summary>
    internal bool Replace(MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index)
    {
        var former = NumberOf(id);
        if (former is { } removed)
            Remove(removed);
        if (!TryCreate(id, index))
            throw new InvalidOperationException($"Machine {id} exists twice.");
        var number = raw.sqlite3_last_insert_rowid(database);
        foreach (var r in records)
        {
            JournalRecord record = new(r.Sequence, r.Kind, r.Time, r.Digest, r.MessageId, r.Payload.Span);
            BindRecord(insertNext, number, record).Run();
        }

        if (former is { } sender)
        {
            // The machine may reach the removed records' numbers again, with other messages.
            using Statement later = new(database, "DELETE FROM outbox WHERE machine = ?1 AND seq > ?2");
            later.Bind(1, sender).Bind(2, records.Count == 0 ? 0 : records[^1].Sequence).Run();
            using Statement messages = new(database, "UPDATE outbox SET machine = ?2 WHERE machine = ?1");
            messages.Bind(1, sender).Bind(2, number).Run();
        }

        return true;
    }

    /// <summary>Moves what the write-ahead log holds into the database and empties the log, unless another process reads it.</summary>
    internal void EmptyLog(int busyTimeout)
    {
        raw.sqlite3_busy_timeout(database, 100);
        raw.sqlite3_wal_checkpoint_v2(database, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        raw.sqlite3_busy_timeout(database, busyTimeout);
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[
            begin, commit, rollback, create, insertFirst, insertNext, removeBefore, updateIndex, insertMessage, removeMessage])
            statement.Dispose();

        // Closing rolls back the SqliteTransaction, which throws if the application has ended that by a statement of its own.
        if (!InTransaction)
            raw.sqlite3_exec(database, "BEGIN");
        Connection.Dispose();
    }

    private bool TryCreate(MachineId id, MachineIndex index) => BindIndex(create, index).Bind(1, id.Type).Bind(5, id.Key).TryRun();

    private static Statement BindIndex(Statement statement, MachineIndex index)
    {
        if (index.Due == long.MaxValue)
            statement.Bind(2, (string?)null);
        else
            statement.Bind(2, index.Due);
        return statement.Bind(3, index.HasPendingEffects ? 1 : 0).Bind(4, index.HasEnded ? 1 : 0);
    }

    private Statement BindRecord(Statement statement, long number, in JournalRecord record)
    {
        Bytes += record.Payload.Length;
        return statement.Bind(1, number).Bind(2, record.Sequence).Bind(3, (long)record.Kind).Bind(4, record.Time)
            .Bind(5, unchecked((long)record.Digest)).Bind(6, record.MessageId).Bind(7, record.Payload);
    }

    private void Insert(long number, long sequence, in OutboxMessage message)
    {
        Bytes += message.Payload.Length;
        insertMessage.Bind(1, number).Bind(2, sequence).Bind(3, message.Ordinal).Bind(4, message.Type)
            .Bind(5, message.Target?.Type).Bind(6, message.Target?.Key).Bind(7, message.Payload).Run();
    }

    private long? NumberOf(MachineId id)
    {
        using Statement find = new(database, "SELECT id FROM machines WHERE type = ?1 AND key = ?2");
        return find.Bind(1, id.Type).Bind(2, id.Key).Read() ? find.Int64(0) : null;
    }

    private void Remove(long number)
    {
        using Statement records = new(database, "DELETE FROM journal WHERE machine = ?1");
        records.Bind(1, number).Run();
        using Statement machine = new(database, "DELETE FROM machines WHERE id = ?1");
        machine.Bind(1, number).Run();
    }
}
