namespace CoroFsm.Scheduling;

/// <summary>
/// Selects the next of the tasks that can run, in place of first come, first served: for tests that try other orders.
/// </summary>
public interface ITurnOrder
{
    /// <summary>Selects a task.</summary>
    /// <param name="ready">
    /// The tasks of the highest priority that can run, the one that has waited longest first; at least one. Valid during the call.
    /// </param>
    /// <returns>The index of the selected task.</returns>
    int Choose(IReadOnlyList<TaskId> ready);
}
