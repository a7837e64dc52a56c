namespace CoroFsm;

/// <summary>
/// Events that were put aside, in the order in which they arrived.
/// </summary>
internal sealed class DeferredEvents<TEvent>
{
    private readonly List<(TEvent Event, string? InState, EventTimer<TEvent>? Timer)> entries = [];

    private int postponedCount;

    /// <summary>Where the event that is being handled was taken out; it goes back there if it is put aside again. -1: it is a new one.</summary>
    private int takenOutAt = -1;

    /// <summary>The wait that accepted none of them.</summary>
    private AwaitedNow<TEvent>? refusedBy;

    internal int Count => entries.Count;

    /// <summary>Gets a value indicating whether any of them waits for another state.</summary>
    internal bool HasPostponed => postponedCount > 0;

    internal TEvent this[int index] => entries[index].Event;

    internal void Add(TEvent @event, string? inState, EventTimer<TEvent>? timer)
    {
        entries.Insert(takenOutAt < 0 ? entries.Count : takenOutAt++, (@event, inState, timer));
        if (inState is not null)
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

    internal bool IsPostponedIn(string? state, int index) => entries[index].InState is { } inState && inState == state;

    /// <summary>Takes an event out to be handled.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="timer">The timer whose event it is, if it is one's.</param>
    internal TEvent TakeOut(int index, out EventTimer<TEvent>? timer)
    {
        (var @event, var inState, timer) = entries[index];
        entries.RemoveAt(index);
        if (inState is not null)
            postponedCount--;
        takenOutAt = index;
        refusedBy = null;
        return @event;
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
}

/// <summary>All that decides whether a deferred event is accepted.</summary>
/// <param name="Filter">What the wait accepts; null: everything.</param>
/// <param name="Expected">The value that it accepts, if it waits for one.</param>
/// <param name="HandlersVersion">Tells one set of enclosing handlers from another.</param>
/// <param name="State">The state, if an event is postponed until it changes.</param>
internal readonly record struct AwaitedNow<TEvent>(object? Filter, TEvent? Expected, int HandlersVersion, string? State);
