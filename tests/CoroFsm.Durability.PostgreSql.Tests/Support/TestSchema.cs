using Npgsql;

namespace CoroFsm.Durability.PostgreSql.Tests.Support;

/// <summary>A schema of one test's own, which is removed with it.</summary>
internal sealed class TestSchema(PostgreSqlServer server) : IAsyncDisposable
{
    private readonly List<PostgreSqlJournal> journals = [];

    /// <summary>Gets the name, which needs quotation marks.</summary>
    internal string Name { get; } = $"Test's \"{Guid.NewGuid():N}";

    /// <summary>Gets the name as PostgreSQL writes it.</summary>
    internal string Quoted => $"\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    internal PostgreSqlServer Server => server;

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in journals)
            await journal.DisposeAsync();
        if (server.IsPresent)
            await server.ExecuteAsync($"DROP SCHEMA IF EXISTS {Quoted} CASCADE");
    }

    /// <summary>Creates a journal, which is closed with the schema.</summary>
    internal PostgreSqlJournal Create(TimeProvider? time = null, NpgsqlDataSource? source = null)
    {
        var journal = new PostgreSqlJournal(
            source ?? server.Source, new() { Schema = Name, TimeProvider = time ?? TimeProvider.System, BatchesInFlight = 3 });
        journals.Add(journal);
        return journal;
    }

    /// <summary>Creates and opens a journal, which is closed with the schema.</summary>
    internal async Task<PostgreSqlJournal> OpenAsync(TimeProvider? time = null, NpgsqlDataSource? source = null)
    {
        var journal = Create(time, source);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        return journal;
    }

    /// <summary>Returns the first value of a query, in which a dollar sign before a period stands for the schema.</summary>
    internal Task<object?> QueryAsync(string sql) => server.QueryAsync(sql.Replace("$.", Quoted + ".", StringComparison.Ordinal));

    /// <summary>Runs a statement, in which a dollar sign before a period stands for the schema.</summary>
    internal Task ExecuteAsync(string sql) => server.ExecuteAsync(sql.Replace("$.", Quoted + ".", StringComparison.Ordinal));
}
