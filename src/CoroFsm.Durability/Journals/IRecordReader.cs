namespace CoroFsm.Durability.Journals;

/// <summary>Receives the records of one machine, in the order of their numbers.</summary>
public interface IRecordReader
{
    /// <summary>Receives a record.</summary>
    /// <param name="record">The record, valid until this method returns.</param>
    /// <returns>False to stop reading.</returns>
    bool OnRecord(in JournalRecord record);
}
