namespace CoroFsm.Scheduling;

/// <summary>
/// Represents a policy that selects which ready task runs next, in place of first in, first out. For tests that try other orders.
/// </summary>
public interface ITurnOrder
{
    /// <summary>Selects the task that runs next. Called on the scheduler's thread.</summary>
    /// <param name="ready">
    /// The tasks of the highest priority that can run, the one that has waited longest first; at least one. The list is valid only during
    /// the call.
    /// </param>
    /// <returns>The index of the selected task in <paramref name="ready"/>. For any other value, the call that runs the scheduler throws
    /// <see cref="InvalidOperationException"/>.</returns>
    int Choose(IReadOnlyList<TaskId> ready);
}
