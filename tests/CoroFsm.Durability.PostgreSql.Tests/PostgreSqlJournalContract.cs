using System.Data.Common;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.PostgreSql.Tests.Support;
using CoroFsm.Durability.Tests.Journals.Contract;

namespace CoroFsm.Durability.PostgreSql.Tests;

/// <summary>The contract of journals over <see cref="PostgreSqlJournal"/>.</summary>
public sealed class PostgreSqlJournalContract(PostgreSqlServer server) : JournalContract
{
    private readonly TestSchema schema = new(server);

    protected override async ValueTask<Journal> CreateAsync()
    {
        await schema.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {schema.Quoted}");
        await schema.ExecuteAsync("CREATE TABLE IF NOT EXISTS $.values(key text PRIMARY KEY, value text)");
        return schema.Create();
    }

    protected override async ValueTask WriteValueAsync(DbTransaction transaction, string key, string value)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {schema.Quoted}.values VALUES ('{key}', '{value}')";
        await command.ExecuteNonQueryAsync();
    }

    protected override async ValueTask<string?> ReadValueAsync(string key) =>
        (string?)await schema.QueryAsync($"SELECT value FROM $.values WHERE key = '{key}'");

    protected override ValueTask CleanUpAsync() => schema.DisposeAsync();
}
