using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>The right of an open journal to wake machines: a row with a time, which it renews.</summary>
internal sealed class Owner : IAsyncDisposable
{
    private readonly Server server;
    private readonly PostgreSqlJournalOptions options;
    private readonly string renew;
    private readonly string end;
    private readonly CancellationTokenSource ending = new();
    private readonly ITimer timer;
    private Task renewal = Task.CompletedTask;

    private Owner(Server server, Sql sql, PostgreSqlJournalOptions options, long number)
    {
        this.server = server;
        this.options = options;
        Number = number;
        renew = sql.With("INSERT INTO $.owners(id, expires) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET expires = excluded.expires");
        end = sql.With("DELETE FROM $.owners WHERE id = $1");
        timer = options.TimeProvider.CreateTimer(
            static owner => ((Owner)owner!).Renew(), this, options.Lease / 3, options.Lease / 3);
    }

    /// <summary>Gets the number of the owner, which no other journal ever has.</summary>
    internal long Number { get; }

    /// <summary>Gets the present time, in UTC ticks.</summary>
    internal long Now => options.TimeProvider.GetUtcNow().UtcTicks;

    /// <summary>Registers an owner, and removes those whose time is over.</summary>
    internal static async ValueTask<Owner> RegisterAsync(
        Server server, Sql sql, PostgreSqlJournalOptions options, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = options.TimeProvider.GetUtcNow().UtcTicks;
        var command = server.CreateCommand(
            sql.With("""
                WITH over AS (DELETE FROM $.owners WHERE expires < $1)
                INSERT INTO $.owners(expires) VALUES ($2) RETURNING id
                """),
            connection);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.AddNumber(now);
            command.Parameters.AddNumber(now + options.Lease.Ticks);
            var number = (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            return new(server, sql, options, number);
        }
    }

    /// <summary>Ends the lease, so that another host may wake the machines at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync().ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await renewal.ConfigureAwait(false);
        ending.Dispose();
        await TryExecuteAsync(end, expires: null, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Renews the lease, unless the renewal before has not ended.</summary>
    private void Renew()
    {
        if (renewal.IsCompleted && !ending.IsCancellationRequested)
            renewal = TryExecuteAsync(renew, Now + options.Lease.Ticks, ending.Token);
    }

    /// <summary>
    /// A failure has no consequence here: the next renewal tries again. If the lease ends, others wake the machines, and turns of this
    /// owner fail with a conflict.
    /// </summary>
    private async Task TryExecuteAsync(string text, long? expires, CancellationToken cancellationToken)
    {
        try
        {
            await server.RunAsync("renew the lease", Execute, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalException)
        {
        }
        catch (OperationCanceledException)
        {
        }

        async ValueTask<int> Execute(NpgsqlConnection connection, CancellationToken token)
        {
            var command = server.CreateCommand(text, connection);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.AddNumber(Number);
                if (expires is { } time)
                    command.Parameters.AddNumber(time);
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        }
    }
}
