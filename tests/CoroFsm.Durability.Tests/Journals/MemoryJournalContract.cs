using System.Data.Common;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Tests.Journals.Contract;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Journals;

/// <summary>The contract of journals over <see cref="MemoryJournal"/>.</summary>
public sealed class MemoryJournalContract : JournalContract
{
    private readonly MemoryJournalStorage storage = new();

    protected override ValueTask<Journal> CreateAsync() => new(new MemoryJournal(storage));

    protected override ValueTask WriteValueAsync(DbTransaction transaction, string key, string value)
    {
        ((MemoryTransaction)transaction).SetValue(key, value);
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<string?> ReadValueAsync(string key) => new(storage.GetValue(key));
}
