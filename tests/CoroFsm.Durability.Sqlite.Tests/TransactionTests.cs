using System.Data.Common;
using CoroFsm.Durability.Journals;
using Microsoft.Data.Sqlite;
using static CoroFsm.Durability.Sqlite.Tests.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>Work of an application in the transaction of its record.</summary>
public sealed class TransactionTests : IAsyncLifetime
{
    private readonly TestFile file = new();
    private readonly JournaledMachine machine = new(Tea);
    private SqliteJournal journal = null!;

    public async ValueTask InitializeAsync()
    {
        journal = await Open(file.Path);
        await journal.Store(machine, 1);
        Execute("CREATE TABLE stock(item TEXT PRIMARY KEY)");
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        file.Dispose();
    }

    [Fact]
    public async Task Append_Transaction_CommitsWorkAndRecordTogether()
    {
        var run = await Run(
            async (transaction, _) =>
            {
                await Insert(transaction, "tea");

                // Another connection does not see it yet.
                Assert.Equal(0L, Stock());
                Assert.Equal("1", await journal.Numbers(Tea));
            },
            2);
        Assert.Null(run.Error);
        Assert.Equal(1L, Stock());
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task Append_WorkThrows_RecordsTheErrorAndUndoesTheWork()
    {
        InvalidOperationException failure = new("no stock");
        var run = await Run(
            async (transaction, _) =>
            {
                await Insert(transaction, "tea");
                throw failure;
            },
            2);
        Assert.Same(failure, run.Error);
        Assert.Equal(0L, Stock());
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task Append_MachineNoLongerWaits_UndoesTheWorkAndStoresNothing()
    {
        TestTransaction run = new(machine, (transaction, _) => Insert(transaction, "tea"), _ => null);
        journal.Append(run);
        await run.Ended;
        await journal.Store(machine, 2);
        Assert.Equal(0L, Stock());
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task Append_TurnsDuringTheWork_AreStoredBeforeItsRecord()
    {
        TaskCompletionSource begun = new(), end = new();
        List<Task> order = [];
        TestTurn late = new(machine, TestTurn.Record(3));
        TestTransaction transaction = new(
            machine,
            async (_, _) =>
            {
                begun.SetResult();
                await end.Task;
            },
            _ =>
            {
                journal.Append(late);
                return TestTurn.Record(4);
            });
        journal.Append(transaction);
        await begun.Task.WaitAsync(Hang);
        TestTurn early = new(machine, TestTurn.Record(2));
        journal.Append(early);
        end.SetResult();
        await transaction.Ended;
        Assert.True(early.Stored.IsCompletedSuccessfully);
        Assert.True(late.Stored.IsCompletedSuccessfully);
        Assert.Equal("1 2 3 4", await journal.Numbers(Tea));
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("COMMIT; BEGIN")]
    [InlineData("transaction.Commit")]
    [InlineData("transaction.Rollback")]
    public async Task Append_WorkEndsTheTransaction_IsAnErrorOfTheWorkAndBreaksNothingElse(string how)
    {
        JournaledMachine other = new(new("Order", "milk"));
        await journal.Store(other, 1);
        TestTurn during = new(other, TestTurn.Record(2));
        var run = await Run(
            async (transaction, cancellationToken) =>
            {
                await Insert(transaction, "tea");
                journal.Append(during);
                if (how == "transaction.Commit")
                    await transaction.CommitAsync(cancellationToken);
                else if (how == "transaction.Rollback")
                    await transaction.RollbackAsync(cancellationToken);
                else
                    Schema.Execute((SqliteConnection)transaction.Connection!, how);
            },
            2);
        await during.Stored.WaitAsync(Hang);
        Assert.Contains("has committed or rolled back the transaction itself", run.Error!.Message, StringComparison.Ordinal);
        Assert.Null(machine.Failure);
        await journal.Store(machine, 3);
        Assert.Equal("1 2 3", await journal.Numbers(Tea));
        Assert.Equal("1 2", await journal.Numbers(new("Order", "milk")));
        Assert.Equal(0, journal.Statistics.Failures);
    }

    [Fact]
    public async Task Append_DatabaseFullInTheWork_RecordsTheErrorAndGoesOn()
    {
        var run = await Run(
            (transaction, _) =>
            {
                var connection = (SqliteConnection)transaction.Connection!;
                var pages = Schema.Execute(connection, "PRAGMA page_count");
                Schema.Execute(connection, $"PRAGMA max_page_count = {pages}");
                Schema.Execute(connection, "INSERT INTO stock VALUES(hex(zeroblob(100000)))");
                return Task.CompletedTask;
            },
            2);
        Assert.Equal(raw.SQLITE_FULL, Assert.IsType<SqliteException>(run.Error).SqliteErrorCode);
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task DisposeAsync_DuringTheWork_CancelsItAndStoresItsResult()
    {
        TaskCompletionSource begun = new();
        TestTransaction run = new(
            machine,
            async (_, cancellationToken) =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            _ => TestTurn.Record(2));
        journal.Append(run);
        await begun.Task.WaitAsync(Hang);
        await journal.DisposeAsync().AsTask().WaitAsync(Hang);
        await run.Ended;
        Assert.IsType<TaskCanceledException>(run.Error);
        journal = await Open(file.Path);
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    private async Task<TestTransaction> Run(Func<DbTransaction, CancellationToken, Task> work, long sequence)
    {
        TestTransaction transaction = new(machine, work, _ => TestTurn.Record(sequence));
        journal.Append(transaction);
        await transaction.Ended;
        return transaction;
    }

    private static async Task Insert(DbTransaction transaction, string item)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO stock VALUES('{item}')";
        await command.ExecuteNonQueryAsync();
    }

    private long Stock() => (long)Execute("SELECT COUNT(*) FROM stock")!;

    private object? Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={file.Path};Pooling=False");
        connection.Open();
        return Schema.Execute(connection, sql);
    }
}
