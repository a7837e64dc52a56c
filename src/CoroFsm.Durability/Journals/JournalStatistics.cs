using System.Runtime.InteropServices;

namespace CoroFsm.Durability.Journals;

/// <summary>Represents what a journal has written since it was opened.</summary>
/// <param name="Commits">The number of commits.</param>
/// <param name="Records">The number of records in them.</param>
/// <param name="Failures">The number of commits that failed.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct JournalStatistics(long Commits, long Records, long Failures);
