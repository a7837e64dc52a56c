using CoroFsm.Durability.Journals;
using Npgsql;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Connections and commands of a database.</summary>
/// <param name="source">The connections.</param>
/// <param name="timeout">The time that a command may take.</param>
internal sealed class Server(NpgsqlDataSource source, TimeSpan timeout)
{
    /// <summary>
    /// The statements are few and prepared; their plans do not depend on the values, and must use the primary keys even if the server has
    /// no statistics of the tables yet.
    /// </summary>
    private const string SettingsForWriting = """
        SET default_transaction_isolation = 'read committed'; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off
        """;

    private readonly int seconds = (int)Math.Ceiling(timeout.TotalSeconds);

    /// <summary>Opens a connection for a writer.</summary>
    internal NpgsqlConnection OpenForWriting()
    {
        var connection = source.OpenConnection();
        try
        {
            using var command = new NpgsqlCommand(SettingsForWriting, connection) { CommandTimeout = seconds };
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection.</summary>
    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);

    /// <summary>Returns a command of several statements.</summary>
    internal NpgsqlBatch CreateBatch(NpgsqlConnection connection) => new(connection) { Timeout = seconds };

    /// <summary>Returns a command.</summary>
    internal NpgsqlCommand CreateCommand(string text, NpgsqlConnection connection) => new(text, connection) { CommandTimeout = seconds };

    /// <summary>Runs work on a connection.</summary>
    /// <exception cref="JournalException">The database cannot do it.</exception>
    internal async ValueTask<T> RunAsync<T>(
        string what, Func<NpgsqlConnection, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            for (var repeats = 0; ; repeats++)
            {
                try
                {
                    var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
                    await using (connection.ConfigureAwait(false))
                        return await work(connection, cancellationToken).ConfigureAwait(false);
                }
                catch (PostgresException error) when (Faults.IsRepeatable(error) && repeats < Faults.MaximumRepeats)
                {
                    // The server ended it in favor of another: once more.
                }
            }
        }
        catch (Exception error) when (Faults.IsOfStorage(error))
        {
            throw new JournalException($"PostgreSQL cannot {what}: {error.Message}", error);
        }
    }
}
