using System.Text;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>Short forms of what tests do with a journal.</summary>
internal static class Journals
{
    internal static readonly MachineId Tea = new("Order", "tea");

    /// <summary>A guard against a test that hangs.</summary>
    internal static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    internal static async Task<SqliteJournal> Open(string path, TimeSpan? busyTimeout = null)
    {
        SqliteJournal journal = new(new SqliteJournalOptions { Path = path, BusyTimeout = busyTimeout ?? TimeSpan.FromSeconds(5) });
        await journal.OpenAsync();
        return journal;
    }

    internal static Task Store(this SqliteJournal journal, TestTurn turn)
    {
        journal.Append(turn);
        return turn.Stored.WaitAsync(Hang);
    }

    internal static Task Store(this SqliteJournal journal, JournaledMachine machine, params long[] sequences) =>
        journal.Store(new TestTurn(machine, [.. sequences.Select(s => TestTurn.Record(s, $"event {s}"))]));

    internal static async Task<(MachineEntry? Entry, List<StoredRecord> Records)> Load(this SqliteJournal journal, MachineId id)
    {
        Collector records = new();
        var entry = await journal.ReadAsync(id, records);
        return (entry, records.All);
    }

    internal static async Task<string> Numbers(this SqliteJournal journal, MachineId id) =>
        string.Join(' ', (await journal.Load(id)).Records.Select(r => r.Sequence));

    internal static async Task<List<T>> All<T>(this IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (var item in items)
            all.Add(item);
        return all;
    }

    internal static string Content(this StoredRecord record) => Encoding.UTF8.GetString(record.Payload.Span);

    internal sealed class Collector : IRecordReader
    {
        internal List<StoredRecord> All { get; } = [];

        internal Action? BeforeEach { get; init; }

        public bool OnRecord(in JournalRecord record)
        {
            BeforeEach?.Invoke();
            All.Add(StoredRecord.Of(record));
            return true;
        }
    }
}
