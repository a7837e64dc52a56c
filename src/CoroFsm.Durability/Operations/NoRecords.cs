using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Stops reading at the first record, for what a journal knows beside the records.</summary>
internal sealed class NoRecords : IRecordReader
{
    public bool OnRecord(in JournalRecord record) => false;
}
