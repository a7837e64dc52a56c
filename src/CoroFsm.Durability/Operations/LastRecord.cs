using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.Operations;

/// <summary>Finds the time of the last record of a machine.</summary>
internal sealed class LastRecord : IRecordReader
{
    /// <summary>Gets the time, in UTC ticks.</summary>
    internal long Time { get; private set; }

    public bool OnRecord(in JournalRecord record)
    {
        Time = record.Time;
        return true;
    }
}
