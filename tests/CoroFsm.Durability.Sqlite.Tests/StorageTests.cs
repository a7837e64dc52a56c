using CoroFsm.Durability.Journals;
using Microsoft.Data.Sqlite;
using static CoroFsm.Durability.Sqlite.Tests.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>What the file contains, and which files are refused.</summary>
public sealed class StorageTests : IDisposable
{
    private readonly TestFile file = new();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Append_TurnWithEverything_IsReadByAnotherJournal()
    {
        MachineId target = new("Bill", "a\0b");
        await using (var journal = await Open(file.Path))
        {
            await journal.Store(new TestTurn(new(Tea), TestTurn.Record(1, "", RecordKind.Started), TestTurn.Record(2, "two", message: ""))
            {
                NewIndex = new(77, HasPendingEffects: true, HasEnded: false),
                Messages = [("Paid", target, [1, 0, 2]), ("Told", null, [])],
            });
        }

        await using var other = await Open(file.Path);
        var (entry, records) = await other.Load(Tea);
        Assert.Equal(new MachineIndex(77, HasPendingEffects: true, HasEnded: false), entry!.Index);
        Assert.Equal(2, records.Count);
        Assert.Equal((1, RecordKind.Started, 10, 1UL << 63 | 1, null, ""), Fields(records[0]));
        Assert.Equal((2, RecordKind.Event, 20, 1UL << 63 | 2, "", "two"), Fields(records[1]));
        var messages = await other.ReadOutboxAsync("Order").All();
        Assert.Equal(2, messages.Count);
        Assert.Equal((Tea, 2L, 0, "Paid", target), Sent(messages[0]));
        Assert.Equal(new byte[] { 1, 0, 2 }, messages[0].Payload.ToArray());
        Assert.Equal((Tea, 2L, 1, "Told", null), Sent(messages[1]));
        Assert.True(messages[1].Payload.IsEmpty);

        static (long, RecordKind, long, ulong, string?, string) Fields(StoredRecord r) =>
            (r.Sequence, r.Kind, r.Time, r.Digest, r.MessageId, r.Content());
        static (MachineId, long, int, string, MachineId?) Sent(StoredMessage m) => (m.Sender, m.Sequence, m.Ordinal, m.Type, m.Target);
    }

    [Fact]
    public async Task ReadAsync_KeyWithHalfSurrogatePair_Throws()
    {
        await using var journal = await Open(file.Path);
        await Assert.ThrowsAsync<ArgumentException>(async () => await journal.Load(new("Order", "\ud800")));
    }

    [Fact]
    public async Task Append_MemoryJournal_IsReadWhileTheWriterWrites()
    {
        await using var journal = await Open(":memory:");
        JournaledMachine machine = new(Tea);
        for (var i = 1; i <= 100; i++)
        {
            await journal.Store(machine, i);
            Assert.Equal(i, (await journal.Load(Tea)).Records.Count);
        }

        await using var other = await Open(":memory:");
        Assert.Null((await other.Load(Tea)).Entry);
    }

    [Fact]
    public async Task OpenAsync_FileOfLaterFormat_IsRefused()
    {
        await (await Open(file.Path)).DisposeAsync();
        Execute("PRAGMA user_version = 2");
        var error = await Assert.ThrowsAsync<JournalException>(() => Open(file.Path));
        Assert.Contains("has format 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRAGMA application_id = 5")]
    [InlineData("PRAGMA user_version = 3")]
    public async Task OpenAsync_FileOfAnotherApplication_IsRefusedAndUnchanged(string mark)
    {
        Execute(mark);
        await Assert.ThrowsAsync<JournalException>(() => Open(file.Path));
        Assert.Equal(0L, Execute("SELECT COUNT(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task OpenAsync_NoDatabase_IsRefused()
    {
        await File.WriteAllTextAsync(file.Path, "This is a text and no database, long enough to be read as its header, and more.");
        await Assert.ThrowsAsync<JournalException>(() => Open(file.Path));
    }

    [Fact]
    public async Task OpenAsync_NoFolder_IsRefusedWithCure()
    {
        var error = await Assert.ThrowsAsync<JournalException>(() => Open(file.In("none/journal.db")));
        Assert.Contains("folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FullByDefault_NormalByChoice()
    {
        await using var journal = await Open(file.Path);
        Assert.Equal(2L, await SynchronousOf(journal));
        await using SqliteJournal normal = new(new SqliteJournalOptions
        {
            Path = file.In("normal.db"),
            Synchronous = SqliteSynchronous.Normal,
        });
        await normal.OpenAsync();
        Assert.Equal(1L, await SynchronousOf(normal));
    }

    [Theory]
    [InlineData(MachineFilter.ToWake, "machines_to_wake")]
    [InlineData(MachineFilter.Parked, "machines_parked")]
    public async Task ListAsync_FilteredByPartialIndex_UsesIt(MachineFilter filter, string index)
    {
        await using (await Open(file.Path))
        {
        }

        Database database = new(new() { Path = file.Path });
        using var connection = database.OpenReader();
        foreach (var type in (string?[])[null, "Order"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + ReadConnection.ListSql(type, filter, after: null);
            command.Parameters.AddWithValue("?1", "Order");
            using var plan = command.ExecuteReader();
            Assert.True(plan.Read());
            Assert.Contains(index, plan.GetString(3), StringComparison.Ordinal);
            Assert.False(plan.Read());
        }
    }

    [Fact]
    public async Task ListAsync_SeveralPages_ListsEachMachineOnce()
    {
        await using var journal = await Open(file.Path);
        List<Task> stored = [];
        foreach (var type in (string[])["A", "B"])
        {
            for (var i = 0; i < 600; i++)
                stored.Add(journal.Store(new JournaledMachine(new(type, i.ToString("x3"))), 1));
        }

        await Task.WhenAll(stored);
        var all = await journal.ListAsync(null, MachineFilter.All).All();
        Assert.Equal(1200, all.Count);
        Assert.Equal(all.OrderBy(e => e.Machine.Id.ToString(), StringComparer.Ordinal), all);
        Assert.Equal(600, (await journal.ListAsync("B", MachineFilter.Living).All()).Count);
    }

    [Fact]
    public async Task BackUpAsync_WhileOpen_CopiesAllAndRefusesAFileThatExists()
    {
        await using var journal = await Open(file.Path);
        await journal.Store(new JournaledMachine(Tea), 1, 2, 3);
        await journal.BackUpAsync(file.In("copy.db"));
        await using (var copy = await Open(file.In("copy.db")))
            Assert.Equal("1 2 3", await copy.Numbers(Tea));
        await Assert.ThrowsAsync<JournalException>(async () => await journal.BackUpAsync(file.In("copy.db")));
        await using (var copy = await Open(file.In("copy.db")))
            Assert.Equal("1 2 3", await copy.Numbers(Tea));
    }

    private object? Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={file.Path};Pooling=False");
        connection.Open();
        return Schema.Execute(connection, sql);
    }

    private static async Task<long> SynchronousOf(SqliteJournal journal)
    {
        var synchronous = 0L;
        JournaledMachine machine = new(Tea);
        await journal.Store(machine, 1);
        TestTransaction look = new(
            machine,
            (transaction, _) =>
            {
                synchronous = (long)Schema.Execute((SqliteConnection)transaction.Connection!, "PRAGMA synchronous")!;
                return Task.CompletedTask;
            },
            _ => null);
        journal.Append(look);
        await look.Ended;
        return synchronous;
    }
}
