using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CoroFsm.CompilerServices;

/// <summary>
/// Represents the events of an inbox that a predicate accepts, for <c>await foreach</c>. The loop ends without an exception at the end of
/// the input, or when an enclosing superstate ends the substate that contains it. This is the inexpensive form of a substate.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FilteredEvents<TEvent>
{
    private readonly Machine<TEvent>? machine;
    private readonly Func<TEvent, bool> predicate;

    internal FilteredEvents(Machine<TEvent> machine, Func<TEvent, bool> predicate)
    {
        this.machine = machine;
        this.predicate = predicate;
    }

    /// <summary>Gets the event.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, which belongs to no machine.</exception>
    public TEvent Current => Machine.Current;

    private Machine<TEvent> Machine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var m = machine;
            if (m is null)
                DefaultValue.Throw(nameof(FilteredEvents<>), "Get the events from Inbox.Where.");
            return m;
        }
    }

    /// <summary>Gets the enumerator; called by <c>await foreach</c>.</summary>
    /// <returns>This value, which is its own enumerator.</returns>
    public FilteredEvents<TEvent> GetAsyncEnumerator() => this;

    /// <summary>Waits for the next event.</summary>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait.</returns>
    /// <exception cref="InvalidOperationException">This is the default value, which belongs to no machine; or another coroutine waits at
    /// this inbox.</exception>
    public SelectiveNextWait<TEvent> MoveNextAsync([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var m = Machine;
        m.Arrive(line, file, enumerates: true);
        return new(m, predicate);
    }
}
