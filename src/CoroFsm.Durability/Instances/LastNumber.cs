using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Instances;

/// <summary>Reads the number of the last record of a machine.</summary>
internal sealed class LastNumber : IRecordReader
{
    /// <summary>Gets the number; 0 if there is no record.</summary>
    internal long Value { get; private set; }

    public bool OnRecord(in JournalRecord record)
    {
        Value = record.Sequence;
        return true;
    }
}
