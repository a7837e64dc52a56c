namespace CoroFsm.Testing;

/// <summary>
/// Walks the product of two machines breadth first. Machines cannot be copied: for each sequence new ones are brought where the others were.
/// </summary>
/// <remarks>
/// Sequences are extended from every state that was new, and by <see cref="EquivalenceOptions.Lookahead"/> events beyond, as in Chow's W-method of testing, which so finds
/// states that an implementation has more than its names tell.
/// </remarks>
internal sealed class ProductExploration<TEvent>(Comparison<TEvent> comparison, TEvent[] alphabet)
{
    private readonly EquivalenceOptions options = comparison.Options;
    private readonly Queue<Visit> queue = [];
    private readonly HashSet<PairPlace> places = [];
    private int transitions;
    private int sequences;
    private int sent;
    private string? limit;
    private string remark = "";
    private bool givesData;

    internal EquivalenceResult<TEvent> Run()
    {
        comparison.CancellationToken.ThrowIfCancellationRequested();
        using (var first = comparison.Start())
        {
            if (first.Observe().Difference is not null)
                return Differing([]);
            (remark, givesData) = (first.Remark, first.GivesData);
            Reach(new(Before: null, default!, first.Place, Depth: 0, Known: 0));
            using var second = comparison.Start();
            if (first.SideSharedWith(second) is { } side)
                throw new MisuseException($"The function that makes the {side} machine returned the same one again. Let it make a new one each time.");
            if (first.Close().Difference is not null)
                return Differing([]);
        }

        while (queue.TryDequeue(out var visit))
        {
            foreach (var @event in alphabet)
            {
                if (options.MaxEvents - sent <= visit.Depth)
                {
                    limit = nameof(EquivalenceOptions.MaxEvents);
                    return Equal();
                }

                if (!IsSameAt(visit, @event))
                    return Differing([.. EventsOf(visit), @event]);
            }
        }

        return Equal();
    }

    private bool IsSameAt(Visit visit, TEvent @event)
    {
        using var pair = Replay(visit);
        var isSame = pair.Send(@event).Difference is null;
        sent++;
        sequences++;
        if (visit.Known == 0)
            transitions++;
        if (!isSame)
            return false;

        var place = pair.Place;
        if (pair.Close().Difference is not null)
            return false;

        Reach(new(visit, @event, place, visit.Depth + 1, visit.Known + 1));
        return true;
    }

    private void Reach(Visit visit)
    {
        if (places.TryGetValue(visit.Place, out var known))
        {
            visit = visit with { Place = known };       // many sequences share one
        }
        else
        {
            if (places.Count >= options.MaxStates)
            {
                limit = nameof(EquivalenceOptions.MaxStates);
                return;
            }

            places.Add(visit.Place);
            visit = visit with { Known = 0 };
        }

        if (visit.Known < options.Lookahead)
            queue.Enqueue(visit);
    }

    private Pair<TEvent> Replay(Visit visit)
    {
        var pair = comparison.Start();
        try
        {
            foreach (var @event in EventsOf(visit))
            {
                comparison.CancellationToken.ThrowIfCancellationRequested();
                pair.Send(@event);
                sent++;
            }

            comparison.CancellationToken.ThrowIfCancellationRequested();
            return pair.Place == visit.Place ? pair : throw DoesNotDoTheSame(visit, pair.Place);
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    private MisuseException DoesNotDoTheSame(Visit visit, PairPlace now)
    {
        var (side, was, isNow) = visit.Place.Left == now.Left ? ("right", visit.Place.Right, now.Right) : ("left", visit.Place.Left, now.Left);
        var story = visit.Depth == 0 ? "its start" : string.Join(", ", EventsOf(visit).Select(comparison.CodeOf));
        return new($"The {side} machine does not do the same each time: after {story} it was in {was}, and then in {isNow}. "
            + "Let the function that makes it make everything that it works on anew, and leave out clocks and chance.");
    }

    private EquivalenceResult<TEvent> Equal()
    {
        var counts = $"{Count(places.Count, "state")}, {Count(transitions, "transition")}, {Count(sequences, "sequence")} of events{remark}";
        return new(limit is null
            ? $"No difference in {counts}. States were distinguished by {(givesData ? "name, position and data" : "name and position")}, "
                + $"with a lookahead of {Count(options.Lookahead, "event")}{(givesData ? "" : "; data that these do not show may still differ")}."
            : $"No difference in {counts}, but {limit}, {(limit == nameof(EquivalenceOptions.MaxStates) ? options.MaxStates : options.MaxEvents)}, was met before all was explored. Raise it, or make the alphabet or Lookahead smaller.")
        {
            States = places.Count,
            Transitions = transitions,
            Sequences = sequences,
            Limit = limit,
        };
    }

    private static string Count(int count, string of) => count == 1 ? $"1 {of}" : $"{count} {of}s";

    /// <summary>Sends the sequence once more, to tell it step by step.</summary>
    private EquivalenceResult<TEvent> Differing(TEvent[] sequence)
    {
        var result = comparison.Compare(sequence);
        if (result.AreEqual)
            throw new MisuseException($"The machines differ after {string.Join(", ", sequence.Select(comparison.CodeOf))}, but not when they are sent the same again. Leave out clocks and chance.");
        return new(result.ToString()) { Counterexample = result.Counterexample, Code = result.Code, States = places.Count, Transitions = transitions, Sequences = sequences };
    }

    private static Stack<TEvent> EventsOf(Visit? visit)
    {
        Stack<TEvent> events = [];
        for (; visit?.Before is not null; visit = visit.Before)
            events.Push(visit.Event);
        return events;
    }

    /// <summary>A place that a sequence of events leads to.</summary>
    /// <param name="Before">The sequence without its last event; null: it is empty.</param>
    /// <param name="Event">The last event.</param>
    /// <param name="Place">The place.</param>
    /// <param name="Depth">How many events there are.</param>
    /// <param name="Known">How many events ago a place was new.</param>
    private sealed record Visit(Visit? Before, TEvent Event, PairPlace Place, int Depth, int Known);
}
