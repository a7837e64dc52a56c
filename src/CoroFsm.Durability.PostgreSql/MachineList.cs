using System.Runtime.CompilerServices;
using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Lists machines in pages, which releases the connection while the caller works on a page.</summary>
/// <param name="server">The connections.</param>
/// <param name="sql">The statements.</param>
/// <param name="owner">The owner.</param>
internal sealed class MachineList(Server server, Sql sql, Owner owner)
{
    /// <summary>The columns that <see cref="Entry"/> reads.</summary>
    internal const string Columns = "id, type, key, epoch, due, pending, ended, parked";

    private const int PageSize = 1000;

    /// <summary>Reads an entry from the present row.</summary>
    internal static MachineEntry Entry(NpgsqlDataReader row) => new(
        new(new(row.GetString(1), row.GetString(2))) { Number = row.GetInt64(0), Tag = new MachineState(row.GetInt64(3)) },
        new(row.GetInt64(4), row.GetBoolean(5), row.GetBoolean(6)),
        row.IsDBNull(7) ? null : row.GetString(7));

    /// <summary>Lists machines.</summary>
    internal async IAsyncEnumerable<MachineEntry> ListAsync(
        string? type, MachineFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (filter == MachineFilter.ToWake)
            await TakeOverAsync(type, cancellationToken).ConfigureAwait(false);
        MachineId? last = null;
        List<MachineEntry> page;
        do
        {
            page = await ReadPageAsync(type, filter, last, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
                yield return entry;
            last = page.Count > 0 ? page[^1].Machine.Id : null;
        }
        while (page.Count == PageSize);
    }

    private ValueTask<List<MachineEntry>> ReadPageAsync(
        string? type, MachineFilter filter, MachineId? last, CancellationToken cancellationToken) => server.RunAsync(
        "list machines",
        async (connection, token) =>
        {
            var condition = filter switch
            {
                MachineFilter.Living => "NOT ended",
                MachineFilter.Parked => "parked IS NOT NULL",
                MachineFilter.ToWake => "wake AND owner = $4",
                _ => "true",
            };
            var command = server.CreateCommand(
                sql.With($"""
                    SELECT {Columns} FROM $.machines
                    WHERE ($1 IS NULL OR type = $1) AND ($2 IS NULL OR (type, key) > ($2, $3)) AND {condition}
                    ORDER BY type, key LIMIT {PageSize}
                    """),
                connection);
            await using var disposal = command.ConfigureAwait(false);
            command.Parameters.AddText(type);
            command.Parameters.AddText(last?.Type);
            command.Parameters.AddText(last?.Key);
            if (filter == MachineFilter.ToWake)
                command.Parameters.AddNumber(owner.Number);
            var rows = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var closing = rows.ConfigureAwait(false);
            List<MachineEntry> page = [];
            while (await rows.ReadAsync(token).ConfigureAwait(false))
                page.Add(Entry(rows));
            return page;
        },
        cancellationToken);

    /// <summary>
    /// Takes over the machines whose owner does not live. A row that is locked is left out: a living host is writing to it. A row that
    /// another host has taken since the statement began has another epoch; PostgreSQL does not repeat the search for its owner.
    /// </summary>
    private ValueTask<int> TakeOverAsync(string? type, CancellationToken cancellationToken) => server.RunAsync(
        "take over machines",
        async (connection, token) =>
        {
            var command = server.CreateCommand(
                sql.With("""
                    WITH free AS MATERIALIZED (
                        SELECT id, epoch FROM $.machines w
                        WHERE wake AND ($1 IS NULL OR type = $1) AND owner <> $2
                            AND NOT EXISTS (SELECT FROM $.owners o WHERE o.id = w.owner AND o.expires > $3)
                    ), locked AS MATERIALIZED (
                        SELECT m.id FROM free, $.machines m WHERE m.id = free.id AND m.epoch = free.epoch
                        FOR UPDATE OF m SKIP LOCKED
                    )
                    UPDATE $.machines m SET owner = $2, epoch = m.epoch + 1 FROM locked WHERE m.id = locked.id
                    """),
                connection);
            await using var disposal = command.ConfigureAwait(false);
            command.Parameters.AddText(type);
            command.Parameters.AddNumber(owner.Number);
            command.Parameters.AddNumber(owner.Now);
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        },
        cancellationToken);
}
