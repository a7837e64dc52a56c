namespace CoroFsm.Scheduling;

/// <summary>Decides which of the tasks that can run is next, in place of first come, first served: for tests that try other orders.</summary>
public interface ITurnOrder
{
    /// <summary>Chooses.</summary>
    /// <param name="ready">The tasks of the highest priority that can run, the one that has waited longest first; valid during the call. At least one.</param>
    /// <returns>The index of the chosen one.</returns>
    int Choose(IReadOnlyList<TaskId> ready);
}
