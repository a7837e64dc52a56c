using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Journals.Contract;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Journals;

/// <summary>Opens journals in memory, appends to them, and reads them.</summary>
internal static class MemoryJournals
{
    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static JournaledMachine New(string key) => new(new("Order", key));

    internal static async Task<MemoryJournal> OpenAsync(MemoryJournalStorage storage)
    {
        var journal = new MemoryJournal(storage) { CommitsManually = true };
        await journal.OpenAsync(Cancellation);
        return journal;
    }

    internal static TestTurn Append(MemoryJournal journal, JournaledMachine machine, StoredRecord record)
    {
        var turn = new TestTurn(machine, record);
        journal.Append(turn);
        return turn;
    }

    internal static async Task<List<long>> SequencesAsync(MemoryJournal journal, string key)
    {
        var list = new RecordList();
        await journal.ReadAsync(new("Order", key), list, Cancellation);
        return [.. list.Records.Select(record => record.Sequence)];
    }

    /// <summary>Returns the result of a commit, which must not wait for another thread.</summary>
    internal static int Now(ValueTask<int> commit)
    {
        Assert.True(commit.IsCompleted);
        return commit.GetAwaiter().GetResult();
    }
}
