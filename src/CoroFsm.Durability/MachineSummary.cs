using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <summary>Represents what a journal says about a machine without loading it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Due">The time at which it is woken next, which may be too early; null for never.</param>
/// <param name="HasPendingEffects">Whether effects were requested whose results are not recorded.</param>
/// <param name="HasEnded">Whether it has ended.</param>
/// <param name="ParkedReason">Why it is parked; null if it is not.</param>
public sealed record MachineSummary(string Key, DateTimeOffset? Due, bool HasPendingEffects, bool HasEnded, string? ParkedReason)
{
    internal static MachineSummary Of(MachineEntry entry) => new(
        entry.Machine.Id.Key,
        entry.Index.Due == long.MaxValue ? null : new(entry.Index.Due, TimeSpan.Zero),
        entry.Index.HasPendingEffects,
        entry.Index.HasEnded,
        entry.Parked);
}
