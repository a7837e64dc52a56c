namespace CoroFsm;

/// <summary>
/// Events that were put aside, in the order in which they arrived.
/// </summary>
internal sealed class DeferredEvents<TEvent>
{
    /// <summary>For an event that is deferred until a wait accepts it, whatever the state is.</summary>
    internal const int NoState = -1;

    private readonly List<Entry> entries = [];

    private int postponedCount;

    /// <summary>The state that the machine waits in, or waited in last; null: not known, for no event depends on it.</summary>
    private string? state;

    /// <summary>Where the event that is being handled was taken out; it goes back there if it is put aside again. -1: it is a new one.</summary>
    private int takenOutAt = -1;

    /// <summary>The wait that accepted none of them.</summary>
    private AwaitedNow<TEvent>? refusedBy;

    internal int Count => entries.Count;

    /// <summary>Gets a value indicating whether any of them waits for another state.</summary>
    internal bool HasPostponed => postponedCount > 0;

    internal bool HasState => state is not null;

    /// <summary>Gets the number of changes of state since <see cref="BeginIn"/>: what an event waits for is another number.</summary>
    internal int StateChanges { get; private set; }

    internal TEvent this[int index] => entries[index].Event;

    /// <summary>Begins to follow the state, as an event is to wait for a change.</summary>
    /// <param name="now">The state.</param>
    /// <returns>The number of changes: 0.</returns>
    internal int BeginIn(string now)
    {
        state = now;
        return StateChanges = 0;
    }

    /// <summary>The machine waits: counts a change of state.</summary>
    internal void Follow(string now)
    {
        if (state != now)
            StateChanges = (StateChanges + 1) & int.MaxValue;
        state = now;
    }

    /// <summary>The machine waits, and no event waits for a change.</summary>
    internal void EndFollowing() => state = null;

    /// <summary>Adds an event of the present sender.</summary>
    /// <param name="event">The event.</param>
    /// <param name="since">The number of changes of state until now, if it waits for another one; else <see cref="NoState"/>.</param>
    /// <param name="timer">The timer whose event it is, if it is one's.</param>
    internal void Add(TEvent @event, int since, EventTimer<TEvent>? timer)
    {
        entries.Insert(takenOutAt < 0 ? entries.Count : takenOutAt++, new(@event, since, timer, AmbientContext.CaptureOrDefault()));
        if (since != NoState)
            postponedCount++;
    }

    /// <summary>Whether a wait may accept one of them: not if it is the one that has refused them all.</summary>
    internal bool IsWorthAsking(in AwaitedNow<TEvent> wait)
    {
        try
        {
            return refusedBy is not { } refused || !refused.Equals(wait);
        }
        catch
        {
            return true;        // the user's Equals has thrown; it will again, for the event that it fails on
        }
    }

    internal void NoneIsAccepted(in AwaitedNow<TEvent> wait) => refusedBy = wait;

    /// <summary>Whether an event waits for a change of state that has not come.</summary>
    internal bool IsPostponed(int index) => entries[index].Since is var since and not NoState && since == StateChanges;

    internal ExecutionContext ContextOf(int index) => entries[index].Context;

    /// <summary>Takes an event out to be handled.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="timer">The timer whose event it is, if it is one's.</param>
    internal TEvent TakeOut(int index, out EventTimer<TEvent>? timer)
    {
        var entry = entries[index];
        entries.RemoveAt(index);
        if (entry.Since != NoState)
            postponedCount--;
        takenOutAt = index;
        refusedBy = null;
        timer = entry.Timer;
        return entry.Event;
    }

    /// <summary>Removes the event of a timer, if it is here.</summary>
    internal void Remove(EventTimer<TEvent> timer)
    {
        var index = entries.FindIndex(entry => ReferenceEquals(entry.Timer, timer));
        if (index < 0)
            return;
        entries.RemoveAt(index);
        if (index < takenOutAt)
            takenOutAt--;
    }

    /// <summary>The event that was taken out has been handled: what is put aside from now on is new.</summary>
    internal void EndTakeOut() => takenOutAt = -1;

    internal void Clear()
    {
        entries.Clear();
        postponedCount = 0;
        refusedBy = null;
    }

    private readonly record struct Entry(TEvent Event, int Since, EventTimer<TEvent>? Timer, ExecutionContext Context);
}

/// <summary>All that decides whether a deferred event is accepted.</summary>
/// <param name="Filter">What the wait accepts; null: everything.</param>
/// <param name="Expected">The value that it accepts, if it waits for one.</param>
/// <param name="HandlersVersion">Tells one set of enclosing handlers from another.</param>
/// <param name="StateChanges">The number of changes of state, if an event waits for one.</param>
internal readonly record struct AwaitedNow<TEvent>(object? Filter, TEvent? Expected, int HandlersVersion, int StateChanges);
