namespace CoroFsm.Durability.PostgreSql;

/// <summary>The statements that write turns, for the tables of one schema.</summary>
internal sealed class Sql
{
    private readonly string quoted;
    private readonly string[] appends;

    /// <summary>Initializes the statements.</summary>
    /// <param name="schema">The name of the schema, not quoted.</param>
    internal Sql(string schema)
    {
        Schema = schema;
        quoted = '"' + schema.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
        appends = [.. Enumerable.Range(0, 8).Select(i => ComposeAppend((i & 1) != 0, (i & 2) != 0, (i & 4) != 0))];
        Create = With("""
            INSERT INTO $.machines(id, type, key, owner, epoch, due, pending, ended)
            SELECT id, type, key, $1, 1, due, pending, ended FROM unnest($2, $3, $4, $5, $6, $7) AS c(id, type, key, due, pending, ended)
            """);
        RemoveMessages = With("""
            DELETE FROM $.outbox o USING unnest($1, $2, $3, $4) AS r(type, key, seq, ordinal), $.machines m
            WHERE m.type = r.type AND m.key = r.key AND o.machine = m.id AND o.seq = r.seq AND o.ordinal = r.ordinal
            """);
        Fence = With($"SELECT pg_advisory_xact_lock_shared({LockOf("fence")})");
        FenceOff = With($"SELECT pg_advisory_xact_lock({LockOf("fence")})");
        LockTables = With($"SELECT pg_advisory_xact_lock({LockOf("tables")})");
        NextNumbers = With("SELECT nextval('$.machine_numbers') FROM generate_series(1, $1)");
    }

    /// <summary>Gets the name of the schema, not quoted.</summary>
    internal string Schema { get; }

    /// <summary>Gets the statement that creates machines.</summary>
    internal string Create { get; }

    /// <summary>Gets the statement that removes delivered messages.</summary>
    internal string RemoveMessages { get; }

    /// <summary>
    /// Gets the statement that appending turns starts with: it waits while a machine is replaced or removed, and delays such changes
    /// until it is committed. Appends do not wait for each other.
    /// </summary>
    internal string Fence { get; }

    /// <summary>Gets the statement that waits for all appends in flight and makes others wait, until the end of the transaction.</summary>
    internal string FenceOff { get; }

    /// <summary>Gets the statement that lets one host at a time create the tables.</summary>
    internal string LockTables { get; }

    /// <summary>Gets the query for numbers of new machines.</summary>
    internal string NextNumbers { get; }

    /// <summary>Returns a text in which the dollar sign before a period stands for the schema.</summary>
    internal string With(string text) => text
        .Replace("'$.", $"'{quoted.Replace("'", "''", StringComparison.Ordinal)}.", StringComparison.Ordinal)
        .Replace("$.", quoted + ".", StringComparison.Ordinal);

    /// <summary>Gets the statement that creates the schema.</summary>
    internal string CreateSchema => $"CREATE SCHEMA IF NOT EXISTS {quoted}";

    /// <summary>Returns the statement that stores records, and returns the machines of which it has stored nothing.</summary>
    /// <param name="touching">Whether rows of machines change.</param>
    /// <param name="sending">Whether there are messages.</param>
    /// <param name="trimming">Whether older records are removed; their machines are among those that change.</param>
    internal string Append(bool touching, bool sending, bool trimming) =>
        appends[(touching ? 1 : 0) + (sending ? 2 : 0) + (trimming ? 4 : 0)];

    /// <summary>
    /// One statement, so one round trip and one snapshot. Rows of machines are locked in the order of their numbers: two hosts that write
    /// to the same machines wait for each other, but do not form a cycle. The first turn of an object begins an epoch, if no record is at
    /// or after its number: the primary key alone would accept a number that was removed after a checkpoint.
    /// </summary>
    private string ComposeAppend(bool touching, bool sending, bool trimming)
    {
        const string touched = """
            locked AS MATERIALIZED (
                SELECT id FROM $.machines WHERE id = ANY($11) ORDER BY id FOR UPDATE
            ), touched AS (
                UPDATE $.machines m SET owner = $10,
                    epoch = CASE WHEN t.begins THEN m.epoch + 1 ELSE m.epoch END,
                    due = CASE WHEN t.changed THEN t.due ELSE m.due END,
                    pending = CASE WHEN t.changed THEN t.pending ELSE m.pending END,
                    ended = CASE WHEN t.changed THEN t.ended ELSE m.ended END
                FROM unnest($11, $12, $13, $14, $15, $16, $17, $18) AS t(id, first, epoch, begins, changed, due, pending, ended), locked l
                WHERE l.id = t.id AND m.id = t.id AND m.epoch = t.epoch
                    AND (NOT t.begins OR coalesce((SELECT max(j.seq) FROM $.journal j WHERE j.machine = t.id), 0) < t.first)
                RETURNING m.id
            ),
            """;
        var next = touching ? 19 : 10;
        var sent = "";
        if (sending)
        {
            sent = $"""
                , sent AS (
                    INSERT INTO $.outbox(machine, seq, ordinal, type, target_type, target_key, payload)
                    SELECT machine, seq, ordinal, type, target_type, target_key, payload
                    FROM unnest({string.Join(", ", Enumerable.Range(next, 7).Select(static n => $"${n}"))}) WITH ORDINALITY
                        AS s(machine, seq, ordinal, type, target_type, target_key, payload, n)
                    WHERE machine IN (SELECT id FROM owned) ORDER BY n
                )
                """;
            next += 7;
        }

        var trimmed = $"""
            , trimmed AS (
                DELETE FROM $.journal j USING unnest(${next}, ${next + 1}) AS t(machine, before)
                WHERE j.machine = t.machine AND j.seq < t.before AND t.machine IN (SELECT id FROM owned)
            )
            """;
        return With($"""
            WITH {(touching ? touched : "")} owned AS MATERIALIZED (
                SELECT m.id FROM unnest($8, $9) AS k(id, epoch), $.machines m WHERE m.id = k.id AND m.epoch = k.epoch
                {(touching ? "UNION ALL SELECT id FROM touched" : "")}
            ), stored AS (
                INSERT INTO $.journal(machine, seq, time, digest, kind, message, payload)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS r(machine, seq, time, digest, kind, message, payload)
                WHERE machine IN (SELECT id FROM owned)
            ) {sent} {(trimming ? trimmed : "")}
            SELECT id AS lost FROM unnest({(touching ? "$8 || $11" : "$8")}) AS w(id) WHERE id NOT IN (SELECT id FROM owned)
            """);
    }

    /// <summary>Returns the number of an advisory lock: of this schema, and the same in every process.</summary>
    private long LockOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in $"corofsm {Schema} {name}")
            hash = (hash ^ letter) * 1099511628211UL;
        return unchecked((long)hash);
    }
}
