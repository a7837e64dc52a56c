using System.ComponentModel;

namespace CoroFsm;

/// <summary>
/// What a generator-based coroutine yields: the wait it is to be resumed from (PEP 342).
/// </summary>
/// <remarks>
/// Nobody makes one by hand: <c>yield return inbox.Receive()</c> and <c>yield return Child(inbox)</c> convert. Yield it at once, in the same
/// statement: the conversion is what arms the inbox. After the yield the event is in <c>inbox.Current</c>.
/// </remarks>
public readonly struct Wait
{
    /// <summary>The coroutine that is delegated to; null when the wait is for an event.</summary>
    internal readonly CoroutineFrame<VoidResult>? Child;

    internal readonly int Version;

    /// <summary>Whether the end of the input ends an enumeration here, instead of the coroutine.</summary>
    internal readonly bool Enumerates;

    internal Wait(bool enumerates) => Enumerates = enumerates;

    private Wait(Coroutine child)
    {
        Child = child.Frame;
        Version = child.Frame?.Version ?? 0;
        IsCompletedCall = child.Frame is null;
    }

    /// <summary>Whether this is a call that ended without waiting.</summary>
    internal bool IsCompletedCall { get; }

    /// <summary>Delegates to a coroutine (<c>yield from</c>, PEP 380).</summary>
    /// <param name="child">The coroutine that was called.</param>
    public static implicit operator Wait(Coroutine child) => new(child);

    /// <summary>Delegates to a coroutine; the conversion by its name.</summary>
    /// <param name="child">The coroutine that was called.</param>
    /// <returns>The wait for its end.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Wait ToWait(Coroutine child) => child;
}
