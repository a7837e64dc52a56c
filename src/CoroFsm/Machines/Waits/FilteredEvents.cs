using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The events of an inbox that a predicate accepts, for <c>await foreach</c>. The loop ends, without an exception, at the end of the input, or when
/// an enclosing superstate ends the substate it stands in: the cheap form of a substate.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
public readonly struct FilteredEvents<TEvent>
{
    private readonly Machine<TEvent> machine;
    private readonly Func<TEvent, bool> predicate;

    internal FilteredEvents(Machine<TEvent> machine, Func<TEvent, bool> predicate)
    {
        this.machine = machine;
        this.predicate = predicate;
    }

    /// <summary>Gets the event.</summary>
    public TEvent Current => machine.Current;

    /// <summary>Gets the enumerator; called by <c>await foreach</c>.</summary>
    /// <returns>This, which is its own enumerator.</returns>
    public FilteredEvents<TEvent> GetAsyncEnumerator() => this;

    /// <summary>Waits for the next event.</summary>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait.</returns>
    public SelectiveNextWait<TEvent> MoveNextAsync([CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        machine.Arrive(line, file, enumerates: true);
        return new(machine, predicate);
    }
}
