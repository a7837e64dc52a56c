namespace CoroFsm;

/// <summary>
/// Represents the deferred events of a machine, in the order of their arrival.
/// </summary>
internal sealed class DeferredEvents<TEvent>
{
    /// <summary>The value for an event that is deferred until a wait accepts it, independently of the state.</summary>
    internal const int NoState = -1;

    private readonly List<Entry> entries = [];

    private int postponedCount;

    /// <summary>The state that the machine waits in, or waited in last; null if it is not tracked because no event depends on it.</summary>
    private string? state;

    /// <summary>
    /// The index of the event that is being handled, where it is inserted if it is deferred again; -1 if the event is a new one.
    /// </summary>
    private int takenOutAt = -1;

    /// <summary>The wait that accepted none of them.</summary>
    private AwaitedNow<TEvent>? refusedBy;

    internal int Count => entries.Count;

    /// <summary>Gets a value indicating whether any of the events waits for a change of state.</summary>
    internal bool HasPostponed => postponedCount > 0;

    internal bool HasState => state is not null;

    /// <summary>
    /// Gets the number of changes of state since <see cref="BeginIn"/>. An event that waits for a change waits for another number.
    /// </summary>
    internal int StateChanges { get; private set; }

    /// <summary>Gets the events that were deferred when the machine ended.</summary>
    internal IReadOnlyList<TEvent> Kept { get; private set; } = [];

    internal TEvent this[int index] => entries[index].Event;

    /// <summary>Begins to track the state, because an event waits for a change.</summary>
    /// <param name="now">The state.</param>
    /// <returns>The number of changes: 0.</returns>
    internal int BeginIn(string now)
    {
        state = now;
        return StateChanges = 0;
    }

    /// <summary>Records the state in which the machine waits, and counts a change.</summary>
    internal void RecordState(string now)
    {
        if (state != now)
            StateChanges = (StateChanges + 1) & int.MaxValue;
        state = now;
    }

    /// <summary>Ends the tracking of the state, because no event waits for a change.</summary>
    internal void EndFollowing() => state = null;

    /// <summary>Adds an event under the context of the current sender.</summary>
    /// <param name="event">The event.</param>
    /// <param name="since">The number of changes of state so far if the event waits for another state; otherwise
    /// <see cref="NoState"/>.</param>
    /// <param name="origin">The timer or work that sent the event, if any.</param>
    internal void Add(TEvent @event, int since, IEventOrigin<TEvent>? origin)
    {
        entries.Insert(takenOutAt < 0 ? entries.Count : takenOutAt++, new(@event, since, origin, AmbientContext.CaptureOrDefault()));
        if (since != NoState)
            postponedCount++;
    }

    /// <summary>Keeps the events of a machine that has ended and may be restarted.</summary>
    internal void KeepAll() => Kept = entries.Count == 0 ? [] : [.. entries.Select(static entry => entry.Event)];

    /// <summary>Determines whether a wait may accept one of the events: not if it is the one that accepted none of them.</summary>
    internal bool MayAccept(in AwaitedNow<TEvent> wait)
    {
        try
        {
            return refusedBy is not { } refused || !refused.Equals(wait);
        }
        catch
        {
            return true;        // the user's Equals has thrown; it will throw again for the event that it fails on
        }
    }

    internal void RecordRefusal(in AwaitedNow<TEvent> wait) => refusedBy = wait;

    /// <summary>Determines whether an event waits for a change of state that has not happened.</summary>
    internal bool IsPostponed(int index) => entries[index].Since is var since and not NoState && since == StateChanges;

    internal ExecutionContext ContextOf(int index) => entries[index].Context;

    /// <summary>Removes an event in order to handle it.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="origin">The timer or work that sent the event, if any.</param>
    internal TEvent TakeOut(int index, out IEventOrigin<TEvent>? origin)
    {
        var entry = entries[index];
        entries.RemoveAt(index);
        if (entry.Since != NoState)
            postponedCount--;
        takenOutAt = index;
        refusedBy = null;
        origin = entry.Origin;
        return entry.Event;
    }

    /// <summary>Removes the event of a timer or work, if it is deferred.</summary>
    internal void Remove(IEventOrigin<TEvent> origin)
    {
        var index = entries.FindIndex(entry => ReferenceEquals(entry.Origin, origin));
        if (index < 0)
            return;
        entries.RemoveAt(index);
        if (index < takenOutAt)
            takenOutAt--;
    }

    /// <summary>Records that the removed event has been handled: events that are deferred from now on are new.</summary>
    internal void EndTakeOut() => takenOutAt = -1;

    internal void Clear()
    {
        entries.Clear();
        postponedCount = 0;
        refusedBy = null;
    }

    private readonly record struct Entry(TEvent Event, int Since, IEventOrigin<TEvent>? Origin, ExecutionContext Context);
}

/// <summary>Represents everything that determines whether a deferred event is accepted.</summary>
/// <param name="Filter">The filter of the wait; null if it accepts every event.</param>
/// <param name="Expected">The expected value, if the wait accepts one value.</param>
/// <param name="HandlersVersion">The version of the set of enclosing handlers.</param>
/// <param name="StateChanges">The number of changes of state, if an event waits for one.</param>
internal readonly record struct AwaitedNow<TEvent>(object? Filter, TEvent? Expected, int HandlersVersion, int StateChanges);
