using System.Buffers;
using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Reads and changes one machine.</summary>
/// <param name="server">The connections.</param>
/// <param name="sql">The statements.</param>
internal sealed class MachineTable(Server server, Sql sql)
{
    private const string Where = " WHERE type = $1 AND key = $2";

    /// <summary>Reads a machine and its records.</summary>
    internal ValueTask<MachineEntry?> ReadAsync(
        MachineId id, IRecordReader reader, CancellationToken cancellationToken) => server.RunAsync<MachineEntry?>(
        $"read {id}",
        async (connection, token) =>
        {
            var command = server.CreateBatch(connection);
            await using var disposal = command.ConfigureAwait(false);
            Add(command, $"SELECT {MachineList.Columns} FROM $.machines{Where}", id);
            Add(
                command,
                $"""
                SELECT seq, kind, time, digest, message, payload FROM $.journal
                WHERE machine = (SELECT id FROM $.machines{Where}) ORDER BY seq
                """,
                id);
            var rows = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var closing = rows.ConfigureAwait(false);
            if (!await rows.ReadAsync(token).ConfigureAwait(false))
                return null;
            var entry = MachineList.Entry(rows);
            await rows.NextResultAsync(token).ConfigureAwait(false);
            await ReadRecordsAsync(rows, reader, token).ConfigureAwait(false);
            return entry;
        },
        cancellationToken);

    /// <summary>Parks a machine, or releases it.</summary>
    internal ValueTask<bool> ParkAsync(MachineId id, string? reason, CancellationToken cancellationToken) => server.RunAsync(
        $"park {id}",
        async (connection, token) =>
        {
            var command = server.CreateCommand(sql.With($"UPDATE $.machines SET parked = $3{Where}"), connection);
            await using var disposal = command.ConfigureAwait(false);
            AddId(command.Parameters, id);
            command.Parameters.AddText(reason?.Replace('\0', '\uFFFD'));
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false) > 0;
        },
        cancellationToken);

    /// <summary>Removes a machine with its records and messages.</summary>
    internal ValueTask<bool> PurgeAsync(MachineId id, CancellationToken cancellationToken) => server.RunAsync(
        $"remove {id}",
        async (connection, token) =>
        {
            var command = server.CreateBatch(connection);
            await using var disposal = command.ConfigureAwait(false);
            command.BatchCommands.Add(new NpgsqlBatchCommand(sql.FenceOff));
            Add(command, $"DELETE FROM $.journal WHERE machine = (SELECT id FROM $.machines{Where})", id);
            Add(command, $"DELETE FROM $.outbox WHERE machine = (SELECT id FROM $.machines{Where})", id);
            Add(command, $"DELETE FROM $.machines{Where}", id);
            await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            return command.BatchCommands[3].RecordsAffected > 0;
        },
        cancellationToken);

    /// <summary>Replaces the records of a machine. It has another epoch afterwards, so hosts that have loaded it load it again.</summary>
    internal ValueTask<bool> ReplaceAsync(
        MachineId id, IReadOnlyList<StoredRecord> records, MachineIndex index, CancellationToken cancellationToken) => server.RunAsync(
        $"replace {id}",
        async (connection, token) =>
        {
            var columns = new RecordColumns();
            foreach (var record in records)
                columns.Add(0, new(record.Sequence, record.Kind, record.Time, record.Digest, record.MessageId, default), record.Payload);
            var command = server.CreateBatch(connection);
            await using var disposal = command.ConfigureAwait(false);
            command.BatchCommands.Add(new NpgsqlBatchCommand(sql.FenceOff));
            var machine = Add(
                command,
                """
                INSERT INTO $.machines(id, type, key, due, pending, ended) VALUES (nextval('$.machine_numbers'), $1, $2, $3, $4, $5)
                ON CONFLICT (type, key) DO UPDATE SET owner = 0, epoch = machines.epoch + 1, parked = NULL,
                    due = excluded.due, pending = excluded.pending, ended = excluded.ended
                """,
                id);
            machine.AddNumber(index.Due);
            machine.AddFlag(index.HasPendingEffects);
            machine.AddFlag(index.HasEnded);
            Add(command, $"DELETE FROM $.journal WHERE machine = (SELECT id FROM $.machines{Where})", id);
            Add(command, $"DELETE FROM $.outbox WHERE machine = (SELECT id FROM $.machines{Where}) AND seq > $3", id)
                .AddNumber(records.Count == 0 ? 0 : records[^1].Sequence);
            columns.AddTo(Add(
                command,
                $"""
                INSERT INTO $.journal(machine, seq, time, digest, kind, message, payload)
                SELECT m.id, r.seq, r.time, r.digest, r.kind, r.message, r.payload
                FROM unnest($3, $4, $5, $6, $7, $8, $9) AS r(machine, seq, time, digest, kind, message, payload),
                    (SELECT id FROM $.machines{Where}) m
                """,
                id));
            await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static void AddId(NpgsqlParameterCollection parameters, MachineId id)
    {
        parameters.AddText(id.Type);
        parameters.AddText(id.Key);
    }

    private static async ValueTask ReadRecordsAsync(NpgsqlDataReader rows, IRecordReader reader, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var length = (int)rows.GetBytes(5, 0, null, 0, 0);
                if (length > buffer.Length)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = ArrayPool<byte>.Shared.Rent(length);
                }

                rows.GetBytes(5, 0, buffer, 0, length);
                var goesOn = reader.OnRecord(new JournalRecord(
                    rows.GetInt64(0),
                    (RecordKind)rows.GetInt16(1),
                    rows.GetInt64(2),
                    unchecked((ulong)rows.GetInt64(3)),
                    rows.IsDBNull(4) ? null : rows.GetString(4),
                    buffer.AsSpan(0, length)));
                if (!goesOn)
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Adds a statement whose first two parameters are the identity.</summary>
    private NpgsqlParameterCollection Add(NpgsqlBatch batch, string text, MachineId id)
    {
        var command = new NpgsqlBatchCommand(sql.With(text));
        AddId(command.Parameters, id);
        batch.BatchCommands.Add(command);
        return command.Parameters;
    }
}
