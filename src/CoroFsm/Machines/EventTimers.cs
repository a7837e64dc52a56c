namespace CoroFsm;

/// <summary>
/// Represents the active timers of a machine. There are few, so they are searched, not sorted. Inactive ones are reused.
/// </summary>
internal sealed class EventTimers<TEvent>
{
    internal const int Max = 1024;

    private readonly List<EventTimer<TEvent>> set = [];
    private readonly Stack<EventTimer<TEvent>> free = new();
    private long order;

    /// <summary>Gets the timer of the state, if it is set.</summary>
    internal EventTimer<TEvent>? OfState { get; private set; }

    /// <summary>Gets or sets the state that its timer belongs to; null for the state in which the machine waits next.</summary>
    internal string? State { get; set; }

    internal int Count => set.Count;

    internal EventTimer<TEvent>? Find(string? name)
    {
        foreach (var timer in set)
        {
            if (timer.Name == name)
                return timer;
        }

        return null;
    }

    internal void Add(string? name, long due, TEvent @event)
    {
        if (!free.TryPop(out var timer))
            timer = new();
        timer.Name = name;
        timer.Due = due;
        timer.Order = order++;
        timer.Event = @event;
        timer.Context = AmbientContext.CaptureOrDefault();
        PutBack(timer);
        if (name is null)
            State = null;
    }

    /// <summary>Removes a timer and frees it.</summary>
    internal void Remove(EventTimer<TEvent> timer)
    {
        TakeOut(timer);
        Free(timer);
    }

    /// <summary>Removes a timer. The caller puts it back or frees it.</summary>
    internal void TakeOut(EventTimer<TEvent> timer)
    {
        set.Remove(timer);
        if (ReferenceEquals(OfState, timer))
            OfState = null;
    }

    internal void PutBack(EventTimer<TEvent> timer)
    {
        set.Add(timer);
        if (timer.Name is null)
            OfState = timer;
    }

    internal void Free(EventTimer<TEvent> timer)
    {
        timer.Event = default;
        timer.Context = null;
        free.Push(timer);
    }

    /// <summary>Returns the timer that is due first.</summary>
    internal EventTimer<TEvent>? First()
    {
        EventTimer<TEvent>? first = null;
        foreach (var timer in set)
        {
            if (timer.Due != long.MaxValue && (first is null || (timer.Due, timer.Order).CompareTo((first.Due, first.Order)) < 0))
                first = timer;
        }

        return first;
    }

    /// <summary>Computes a hash of the names and due times, independent of their order; 0 if no timer will fire.</summary>
    internal ulong Hash()
    {
        var hash = 0UL;
        foreach (var timer in set)
        {
            if (timer.Due != long.MaxValue)
                hash = unchecked(hash + StableHash.Combine(StableHash.Of(timer.Name).Value, (ulong)timer.Due));
        }

        return hash;
    }

    /// <summary>Determines whether a state is the one that its timer belongs to, or is contained in it.</summary>
    internal bool IsIn(string state) =>
        State is { } own && state.StartsWith(own, StringComparison.Ordinal) && (state.Length == own.Length || state[own.Length] == '/');
}
