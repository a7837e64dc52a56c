namespace CoroFsm.Durability.Journals;

/// <summary>Represents what a journal stores about a machine beside its records, so that a host knows which machines to wake.</summary>
/// <param name="Due">The time of its next timer, in UTC ticks; <see cref="long.MaxValue"/> for none.</param>
/// <param name="HasPendingEffects">Whether effects were requested whose results are not recorded.</param>
/// <param name="HasEnded">Whether the machine has ended.</param>
public readonly record struct MachineIndex(long Due, bool HasPendingEffects, bool HasEnded)
{
    /// <summary>Gets the index of a machine without timers and effects that has not ended.</summary>
    public static MachineIndex None { get; } = new(long.MaxValue, HasPendingEffects: false, HasEnded: false);
}
