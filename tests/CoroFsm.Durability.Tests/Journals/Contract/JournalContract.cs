using System.Data.Common;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

/// <summary>
/// What a host relies on in any journal. A subclass creates the journals: the tests of another project link the files of this folder and
/// derive from this class.
/// </summary>
/// <remarks>The storage is empty at the start of each test; xunit creates an object for each.</remarks>
public abstract partial class JournalContract : IAsyncLifetime
{
    /// <summary>Guards against a test that hangs; no test depends on it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<Journal> opened = [];

    /// <summary>Gets the journal that the test begins with. It is open.</summary>
    protected Journal Journal { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    async ValueTask IAsyncLifetime.InitializeAsync() => Journal = await OpenAsync();

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        foreach (var journal in opened)
            await journal.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Creates a journal on the storage of this test. It is not open. Several may be in use at a time.</summary>
    protected abstract ValueTask<Journal> CreateAsync();

    /// <summary>Stores a value under a key in the database, as the work of a transaction does.</summary>
    protected abstract ValueTask WriteValueAsync(DbTransaction transaction, string key, string value);

    /// <summary>Reads a value outside of a transaction; null if nothing is stored under the key.</summary>
    protected abstract ValueTask<string?> ReadValueAsync(string key);

    /// <summary>Removes the storage after a test.</summary>
    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    /// <summary>Opens another journal on the same storage: a second host.</summary>
    protected async ValueTask<Journal> OpenAsync()
    {
        var journal = await CreateAsync();
        opened.Add(journal);
        await journal.OpenAsync(Cancellation);
        return journal;
    }

    /// <summary>Closes the journal and opens another one on the same storage, as a restarted process does.</summary>
    protected async ValueTask<Journal> ReopenAsync()
    {
        await Journal.DisposeAsync();
        opened.Remove(Journal);
        return Journal = await OpenAsync();
    }

    private static JournaledMachine New(string key, string type = "Order") => new(new(type, key));

    private TestTurn Append(TestTurn turn)
    {
        Journal.Append(turn);
        return turn;
    }

    private TestTurn Append(JournaledMachine machine, params StoredRecord[] records) => Append(new TestTurn(machine, records));

    /// <summary>Stores a machine with a number of events.</summary>
    private async Task<JournaledMachine> StoreAsync(string key, int count = 1, MachineIndex? index = null, string type = "Order")
    {
        var machine = New(key, type);
        for (var i = 1; i <= count; i++)
            await Append(new TestTurn(machine, TestRecords.Event(i)) { NewIndex = i == count ? index : null }).Stored;
        return machine;
    }

    private async Task<(MachineEntry? Entry, List<string> Records)> ReadAsync(string key, string type = "Order")
    {
        var list = new RecordList();
        var entry = await Journal.ReadAsync(new(type, key), list, Cancellation);
        return (entry, [.. list.Records.Select(TestRecords.Describe)]);
    }

    private async Task<List<long>> SequencesAsync(string key)
    {
        var list = new RecordList();
        await Journal.ReadAsync(new("Order", key), list, Cancellation);
        return [.. list.Records.Select(record => record.Sequence)];
    }

    private async Task<List<string>> KeysAsync(MachineFilter filter, string? type = "Order")
    {
        var keys = new List<string>();
        await foreach (var entry in Journal.ListAsync(type, filter, Cancellation))
            keys.Add(entry.Machine.Id.Key);
        return keys;
    }

    private async Task<List<string>> OutboxAsync(string type = "Order")
    {
        var messages = new List<string>();
        await foreach (var message in Journal.ReadOutboxAsync(type, Cancellation))
            messages.Add(message.Describe());
        return messages;
    }

    /// <summary>Waits until what was queued before is stored.</summary>
    private async Task FlushAsync() => await Append(New($"flush {Guid.NewGuid()}", "Flush"), TestRecords.Event(1)).Stored;
}
