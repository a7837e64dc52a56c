using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability.PostgreSql;

/// <summary>Counts what was written.</summary>
internal sealed class Counters
{
    private long commits;
    private long records;
    private long failures;

    /// <summary>Gets the counts.</summary>
    internal JournalStatistics Statistics =>
        new(Interlocked.Read(ref commits), Interlocked.Read(ref records), Interlocked.Read(ref failures));

    /// <summary>Counts a commit with its records.</summary>
    internal void Add(int count)
    {
        Interlocked.Increment(ref commits);
        Interlocked.Add(ref records, count);
    }

    /// <summary>Counts a commit that failed.</summary>
    internal void AddFailure() => Interlocked.Increment(ref failures);
}
