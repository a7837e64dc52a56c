using CoroFsm.Durability.Journals;
using Microsoft.Data.Sqlite;
using static CoroFsm.Durability.Sqlite.Tests.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>What happens when the file cannot be written.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TestFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Append_FileLockedByAnotherProcess_FailsAfterTheTimeoutAndWorksLater()
    {
        await using var journal = await Open(file.Path, TimeSpan.FromMilliseconds(20));
        JournaledMachine machine = new(Tea);
        await journal.Store(machine, 1);
        using (SqliteConnection other = new($"Data Source={file.Path};Pooling=False"))
        {
            other.Open();
            using var locked = other.BeginTransaction(deferred: false);
            var error = await Assert.ThrowsAsync<JournalException>(() => journal.Store(machine, 2));
            Assert.IsNotType<JournalUnsureException>(error);
            Assert.Contains("BusyTimeout", error.Message, StringComparison.Ordinal);
            Assert.Same(error, machine.Failure);
            await Assert.ThrowsAsync<JournalException>(async () => await journal.ParkAsync(Tea, "locked"));
        }

        await Assert.ThrowsAsync<JournalException>(() => journal.Store(machine, 3));
        Assert.Equal(2, journal.Statistics.Failures);
        await journal.Store((await journal.Load(Tea)).Entry!.Machine, 2);
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task Append_DatabaseFull_FailsTheCommitAndGoesOn()
    {
        await using var journal = await Open(file.Path);
        JournaledMachine machine = new(Tea);
        await journal.Store(machine, 1);
        await SetLargest(journal, machine, null);
        TestTurn large = new(machine, TestTurn.Record(2, new string('x', 100_000)));
        var error = await Assert.ThrowsAsync<JournalException>(() => journal.Store(large));
        Assert.IsNotType<JournalUnsureException>(error);
        Assert.Contains("Free space", error.Message, StringComparison.Ordinal);
        var again = (await journal.Load(Tea)).Entry!.Machine;
        await SetLargest(journal, again, "1000000");
        await journal.Store(again, 2);
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task Append_TurnThrowsWhenRead_FailsTheCommitAndGoesOn()
    {
        await using var journal = await Open(file.Path);
        JournaledMachine machine = new(Tea);
        await Assert.ThrowsAsync<JournalException>(() => journal.Store(new TestTurn(machine)));
        await journal.Store(new JournaledMachine(Tea), 1);
        Assert.Equal("1", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task ReadAsync_ReaderThrows_PassesTheExceptionAndTheNextReadWorks()
    {
        await using var journal = await Open(file.Path);
        await journal.Store(new JournaledMachine(Tea), 1, 2);
        Collector reader = new() { BeforeEach = () => throw new NotSupportedException() };
        await Assert.ThrowsAsync<NotSupportedException>(async () => await journal.ReadAsync(Tea, reader));
        Assert.Equal("1 2", await journal.Numbers(Tea));
    }

    [Fact]
    public async Task Append_NotOpenOrClosed_Throws()
    {
        var journal = new SqliteJournal(file.Path);
        TestTurn turn = new(new(Tea), TestTurn.Record(1));
        Assert.Throws<InvalidOperationException>(() => journal.Append(turn));
        await journal.OpenAsync();
        journal.Append(turn);
        await journal.DisposeAsync();
        Assert.True(turn.Stored.IsCompletedSuccessfully);
        Assert.Throws<ObjectDisposedException>(() => journal.Append(turn));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await journal.Load(Tea));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await journal.OpenAsync());
        await journal.DisposeAsync();
    }

    private static async Task SetLargest(SqliteJournal journal, JournaledMachine machine, string? pages)
    {
        TestTransaction set = new(
            machine,
            (transaction, _) =>
            {
                var connection = (SqliteConnection)transaction.Connection!;
                var largest = pages == null ? Schema.Execute(connection, "PRAGMA page_count") : pages;
                Schema.Execute(connection, $"PRAGMA max_page_count = {largest}");
                return Task.CompletedTask;
            },
            _ => null);
        journal.Append(set);
        await set.Ended;
    }
}
