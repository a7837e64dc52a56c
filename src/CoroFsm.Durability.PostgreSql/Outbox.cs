using System.Runtime.CompilerServices;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Reads the outbox in pages, in the order of sending. Leaves out messages whose removal is queued.</summary>
/// <param name="server">The connections.</param>
/// <param name="sql">The statements.</param>
/// <param name="queue">The removals.</param>
internal sealed class Outbox(Server server, Sql sql, TurnQueue queue)
{
    private const int PageSize = 500;

    /// <summary>Reads the messages of the machines of a type.</summary>
    internal async IAsyncEnumerable<StoredMessage> ReadAsync(string type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var last = 0L;
        List<(long Number, StoredMessage Message)> page;
        do
        {
            var removed = queue.GetRemovals();
            page = await ReadPageAsync(type, last, cancellationToken).ConfigureAwait(false);
            foreach (var (number, message) in page)
            {
                last = number;
                if (!removed.Contains(new(message.Sender, message.Sequence, message.Ordinal)))
                    yield return message;
            }
        }
        while (page.Count == PageSize);
    }

    private ValueTask<List<(long Number, StoredMessage Message)>> ReadPageAsync(
        string type, long last, CancellationToken cancellationToken) => server.RunAsync(
        "read the outbox",
        async (connection, token) =>
        {
            var command = server.CreateCommand(
                sql.With($"""
                    SELECT o.number, m.key, o.seq, o.ordinal, o.type, o.target_type, o.target_key, o.payload
                    FROM $.outbox o JOIN $.machines m ON m.id = o.machine
                    WHERE m.type = $1 AND o.number > $2 ORDER BY o.number LIMIT {PageSize}
                    """),
                connection);
            await using var disposal = command.ConfigureAwait(false);
            command.Parameters.AddText(type);
            command.Parameters.AddNumber(last);
            var rows = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var closing = rows.ConfigureAwait(false);
            List<(long Number, StoredMessage Message)> page = [];
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                MachineId? target = await rows.IsDBNullAsync(5, token).ConfigureAwait(false)
                    ? null
                    : new(rows.GetString(5), rows.GetString(6));
                page.Add((rows.GetInt64(0), new(
                    new(type, rows.GetString(1)), rows.GetInt64(2), rows.GetInt32(3), rows.GetString(4), target,
                    rows.GetFieldValue<byte[]>(7))));
            }

            return page;
        },
        cancellationToken);
}
