using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Copies the records of a machine.</summary>
internal sealed class RecordCopies : IRecordReader
{
    internal List<StoredRecord> Records { get; } = [];

    public bool OnRecord(in JournalRecord record)
    {
        Records.Add(StoredRecord.Of(record));
        return true;
    }
}
