using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Tests.Journals.Contract;

/// <summary>Copies the records of a machine, up to a number of them.</summary>
internal sealed class RecordList(int capacity = int.MaxValue) : IRecordReader
{
    internal List<StoredRecord> Records { get; } = [];

    internal Action? Reading { get; init; }

    public bool OnRecord(in JournalRecord record)
    {
        Records.Add(StoredRecord.Of(record));
        Reading?.Invoke();
        return Records.Count < capacity;
    }
}
