using System.ComponentModel;

namespace CoroFsm;

/// <summary>
/// Represents the wait that a generator-based coroutine (an iterator) yields to suspend itself until an event arrives (PEP 342).
/// </summary>
/// <remarks>
/// Created by conversion: <c>yield return inbox.Receive()</c> or <c>yield return Child(inbox)</c>. Yield it in the statement that creates
/// it, because the conversion already prepares the inbox for the wait. After the yield, <c>inbox.Current</c> is the event.
/// </remarks>
public readonly struct Wait
{
    // A wait is one byte without a reference, so storing it in the iterator is cheap. A called coroutine is passed beside it, once per
    // call.
    [ThreadStatic]
    private static Coroutine called;

    private Wait(WaitKind kind) => Kind = kind;

    /// <summary>Gets a wait for an event.</summary>
    internal static Wait ForEvent => new(WaitKind.Event);

    /// <summary>Gets a wait for an event or for the end of the input.</summary>
    internal static Wait ForEventOrEnd => new(WaitKind.EventOrEnd);

    /// <summary>Gets the kind of the wait.</summary>
    internal WaitKind Kind { get; }

    /// <summary>Delegates to a coroutine (<c>yield from</c>, PEP 380): the generator is resumed when the coroutine ends.</summary>
    /// <param name="child">The call of the coroutine.</param>
    public static implicit operator Wait(Coroutine child)
    {
        called = child;
        return new(WaitKind.Call);
    }

    /// <summary>Delegates to a coroutine; the named alternative to the conversion.</summary>
    /// <param name="child">The call of the coroutine.</param>
    /// <returns>The wait for its end.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Wait ToWait(Coroutine child) => child;

    /// <summary>Takes the coroutine that was called in the yielding statement.</summary>
    internal static Coroutine TakeCall()
    {
        var call = called;
        called = default;
        return call;
    }
}

/// <summary>Specifies what a generator waits for.</summary>
internal enum WaitKind : byte
{
    /// <summary>Nothing: a yielded <c>default</c>.</summary>
    None,

    /// <summary>An event.</summary>
    Event,

    /// <summary>An event, or the end of the input, which does not end the generator.</summary>
    EventOrEnd,

    /// <summary>The end of a coroutine.</summary>
    Call,
}
