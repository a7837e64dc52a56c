namespace CoroFsm;

/// <summary>
/// Represents the hash of a machine's state, computed for one wait: it remains valid as long as the same call waits there.
/// </summary>
internal sealed class HashedState
{
    private CoroutineFrame? waiter;
    private int version;

    /// <summary>The explicit name of the wait, compared by reference, and its hash.</summary>
    private string? name;
    private StableHash nameHash;

    /// <summary>Gets the hash.</summary>
    internal ulong Value { get; private set; }

    /// <summary>Computes the hash of a path: that of the text which <see cref="MethodName.PathOf"/> returns.</summary>
    internal static StableHash Of(CoroutineFrame? innermost, StableHash path, bool isExact)
    {
        var levels = 0;
        for (var frame = innermost; frame is not null && levels < MethodName.MaxLevels; levels++)
        {
            path = frame.NameHash.Slash(path);
            frame = frame.IsAwaited || !isExact ? frame.Parent : null;
        }

        return path;
    }

    /// <summary>Computes the hash of an explicit name.</summary>
    internal static StableHash Of(string? name) => string.IsNullOrEmpty(name) ? default : StableHash.Of(name);

    /// <summary>Determines whether a coroutine still waits under the same name.</summary>
    internal bool IsOf(CoroutineFrame waiter, string? name) =>
        ReferenceEquals(this.waiter, waiter) && version == waiter.Version && ReferenceEquals(this.name, name);

    /// <summary>Computes the hash of the state of a coroutine that waits.</summary>
    internal ulong Update(CoroutineFrame waiter, string? name)
    {
        if (!ReferenceEquals(this.name, name))
            (this.name, nameHash) = (name, Of(name));
        if (!ReferenceEquals(this.waiter, waiter))
            this.waiter = waiter;
        version = waiter.Version;
        return Value = Of(waiter, nameHash, isExact: true).Value;
    }
}
