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
    // A wait is one byte, without a reference: storing it in the iterator costs nothing. A called coroutine passes beside it, once a call.
    [ThreadStatic]
    private static Coroutine called;

    private Wait(WaitKind kind) => Kind = kind;

    /// <summary>Gets a wait for an event.</summary>
    internal static Wait ForEvent => new(WaitKind.Event);

    /// <summary>Gets a wait for an event or for the end of the input.</summary>
    internal static Wait ForEventOrEnd => new(WaitKind.EventOrEnd);

    /// <summary>Gets what is waited for.</summary>
    internal WaitKind Kind { get; }

    /// <summary>Delegates to a coroutine (<c>yield from</c>, PEP 380).</summary>
    /// <param name="child">The coroutine that was called.</param>
    public static implicit operator Wait(Coroutine child)
    {
        called = child;
        return new(WaitKind.Call);
    }

    /// <summary>Delegates to a coroutine; the conversion by its name.</summary>
    /// <param name="child">The coroutine that was called.</param>
    /// <returns>The wait for its end.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Wait ToWait(Coroutine child) => child;

    /// <summary>Takes the coroutine that was called in the statement that has just yielded.</summary>
    internal static Coroutine TakeCall()
    {
        var call = called;
        called = default;
        return call;
    }
}

/// <summary>What a generator waits for.</summary>
internal enum WaitKind : byte
{
    /// <summary>Nothing: a <c>default</c> that somebody yielded.</summary>
    None,

    /// <summary>An event.</summary>
    Event,

    /// <summary>An event, or the end of the input, which does not end the generator.</summary>
    EventOrEnd,

    /// <summary>The end of a coroutine.</summary>
    Call,
}
