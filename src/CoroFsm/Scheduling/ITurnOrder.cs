namespace CoroFsm.Scheduling;

/// <summary>
/// Represents the order in which ready tasks run, in place of first in, first out. For tests that try other orders.
/// </summary>
public interface ITurnOrder
{
    /// <summary>Selects the task that runs next. Called on the scheduler's thread.</summary>
    /// <param name="ready">
    /// The tasks of the highest priority that can run, the one that has waited longest first; at least one. Valid during the call.
    /// </param>
    /// <returns>The index of the selected task in <paramref name="ready"/>. Any other value is an error.</returns>
    int Choose(IReadOnlyList<TaskId> ready);
}
