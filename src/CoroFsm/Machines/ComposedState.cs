namespace CoroFsm;

/// <summary>Represents the name of a state, composed for one wait: it remains valid as long as the same call waits there.</summary>
/// <param name="Waiter">The coroutine that waits.</param>
/// <param name="Version">The version of its frame.</param>
/// <param name="Name">The explicit name of the wait.</param>
/// <param name="Text">The state.</param>
internal readonly record struct ComposedState(CoroutineFrame? Waiter, int Version, string? Name, string Text)
{
    /// <summary>Determines whether a coroutine still waits under the same name.</summary>
    internal bool IsOf(CoroutineFrame waiter, string? name) =>
        ReferenceEquals(Waiter, waiter) && Version == waiter.Version && ReferenceEquals(Name, name);
}
