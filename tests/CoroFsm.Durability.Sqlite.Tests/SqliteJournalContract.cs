using System.Data.Common;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Journals.Contract;
using Microsoft.Data.Sqlite;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>The contract of journals over <see cref="SqliteJournal"/>.</summary>
public sealed class SqliteJournalContract : JournalContract
{
    private readonly TestFile file = new();

    protected override async ValueTask<Journal> CreateAsync()
    {
        await using (SqliteJournal journal = new(file.Path))
            await journal.OpenAsync();
        Execute("CREATE TABLE IF NOT EXISTS work(name TEXT PRIMARY KEY, content TEXT)");
        return new SqliteJournal(file.Path);
    }

    protected override async ValueTask WriteValueAsync(DbTransaction transaction, string key, string value)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO work VALUES('{key}', '{value}')";
        await command.ExecuteNonQueryAsync();
    }

    protected override ValueTask<string?> ReadValueAsync(string key) =>
        new(Execute($"SELECT content FROM work WHERE name = '{key}'") as string);

    protected override ValueTask CleanUpAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private object? Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={file.Path};Pooling=False");
        connection.Open();
        return Schema.Execute(connection, sql);
    }
}
