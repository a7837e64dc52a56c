using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite;

/// <summary>One connection that reads, and its statements.</summary>
/// <param name="connection">The connection.</param>
internal sealed class ReadConnection(SqliteConnection connection) : IDisposable
{
    // The number of rows that are read at once: no transaction is open while a consumer works on them.
    internal const int PageSize = 256;

    private const string Machine = """
        SELECT m.id, m.due, m.pending, m.ended, m.parked, j.seq, j.kind, j.time, j.digest, j.message, j.payload
        FROM machines m LEFT JOIN journal j ON j.machine = m.id
        WHERE m.type = ?1 AND m.key = ?2
        ORDER BY j.seq
        """;

    private const string Outbox = """
        SELECT o.id, m.key, o.seq, o.ordinal, o.type, o.target_type, o.target_key, o.payload
        FROM outbox o JOIN machines m ON m.id = o.machine
        WHERE m.type = ?1 AND o.id > ?2
        ORDER BY o.id LIMIT ?3
        """;

    private readonly Dictionary<string, Statement> statements = [];

    /// <summary>Gets whether a read has failed, so that the connection must not be used again.</summary>
    internal bool IsBroken { get; private set; }

    internal MachineEntry? Read(MachineId id, IRecordReader reader, CancellationToken cancellationToken)
    {
        var rows = Prepare(Machine).Bind(1, id.Type).Bind(2, id.Key);
        try
        {
            if (!Next(rows))
                return null;
            var entry = EntryOf(rows, id);
            if (rows.IsNull(5))
                return entry;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                JournalRecord record = new(rows.Int64(5), (RecordKind)rows.Int64(6), rows.Int64(7), unchecked((ulong)rows.Int64(8)),
                    rows.TextOrNull(9), rows.Bytes(10));
                if (!reader.OnRecord(record))
                    break;
            }
            while (Next(rows));

            return entry;
        }
        finally
        {
            rows.Reset();
        }
    }

    /// <summary>Lists the machines after one.</summary>
    internal List<MachineEntry> List(string? type, MachineFilter filter, MachineId? after)
    {
        var rows = Prepare(ListSql(type, filter, after));
        if (after is { } last)
            rows.Bind(1, last.Type).Bind(2, last.Key);
        else if (type is not null)
            rows.Bind(1, type);
        List<MachineEntry> page = [];
        try
        {
            while (Next(rows))
                page.Add(EntryOf(rows, new(rows.Text(5), rows.Text(6))));
        }
        finally
        {
            rows.Reset();
        }

        return page;
    }

    /// <summary>Reads the messages after a place in the outbox, and moves the place.</summary>
    internal List<StoredMessage> ReadOutbox(string type, ref long after)
    {
        var rows = Prepare(Outbox).Bind(1, type).Bind(2, after).Bind(3, PageSize);
        List<StoredMessage> page = [];
        try
        {
            while (Next(rows))
            {
                after = rows.Int64(0);
                MachineId? target = rows.TextOrNull(5) is { } targetType ? new(targetType, rows.Text(6)) : null;
                page.Add(new(new(type, rows.Text(1)), rows.Int64(2), (int)rows.Int64(3), rows.Text(4), target, rows.Bytes(7).ToArray()));
            }
        }
        finally
        {
            rows.Reset();
        }

        return page;
    }

    /// <summary>Writes a consistent copy to an empty file.</summary>
    internal void CopyTo(string path)
    {
        Schema.Execute(connection, "PRAGMA query_only = 0");
        try
        {
            using Statement copy = new(connection.Handle!, "VACUUM INTO ?1");
            copy.Bind(1, path).Run();
        }
        finally
        {
            Schema.Execute(connection, "PRAGMA query_only = 1");
        }
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        connection.Dispose();
    }

    /// <summary>Returns the statement of a list.</summary>
    internal static string ListSql(string? type, MachineFilter filter, MachineId? after)
    {
        var condition = filter switch
        {
            MachineFilter.All => "",
            MachineFilter.Living => "AND ended = 0",
            MachineFilter.ToWake => "AND ended = 0 AND parked IS NULL AND (due IS NOT NULL OR pending <> 0)",
            MachineFilter.Parked => "AND parked IS NOT NULL",
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "The filter is unknown."),
        };
        var place = (type, after) switch
        {
            (null, null) => "TRUE",
            (null, _) => "(type, key) > (?1, ?2)",
            (_, null) => "type = ?1",
            _ => "type = ?1 AND key > ?2",
        };
        return $"""
            SELECT id, due, pending, ended, parked, type, key FROM machines
            WHERE {place} {condition}
            ORDER BY type, key LIMIT {PageSize}
            """;
    }

    private static MachineEntry EntryOf(Statement row, MachineId id)
    {
        JournaledMachine machine = new(id) { Number = row.Int64(0) };
        var due = row.IsNull(1) ? long.MaxValue : row.Int64(1);
        return new(machine, new(due, row.Int64(2) != 0, row.Int64(3) != 0), row.TextOrNull(4));
    }

    private bool Next(Statement rows)
    {
        try
        {
            return rows.Read();
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    private Statement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
            statements.Add(sql, statement = new(connection.Handle!, sql));
        return statement;
    }
}
