using CoroFsm.Diagnostics;

namespace CoroFsm.Testing;

/// <summary>Explores two machines that get the same events, up to the first difference.</summary>
/// <remarks>
/// Sequences are extended from every configuration that was new, and by <see cref="EquivalenceOptions.Lookahead"/> events beyond, as in
/// Chow's W-method of testing. So it finds states that an implementation has in addition to those that its names show.
/// </remarks>
internal sealed class ProductExploration<TEvent>(Comparison<TEvent> comparison, Choice<TEvent>[] alphabet)
    : Exploration<Choice<TEvent>, Pair<TEvent>, PairConfiguration>(alphabet, comparison.CancellationToken)
{
    private readonly EquivalenceOptions options = comparison.Options;
    private int transitions;
    private int sequences;
    private int sent;
    private Choice<TEvent>[]? counterexample;
    private string? limit;
    private string remark = "";
    private bool givesData;

    internal EquivalenceResult<TEvent> Run()
    {
        comparison.CancellationToken.ThrowIfCancellationRequested();
        using ExploredWork.Scope? scope = options.Outcomes.Count > 0 ? ExploredWork.Enter() : null;
        if (AreDifferentAtStart())
            return Differing([]);

        Walk();
        return counterexample is null ? Equal() : Differing(counterexample);
    }

    private protected override bool Try(Visit visit, Choice<TEvent> @event)
    {
        if (options.MaxEvents - sent <= visit.Depth)
        {
            limit = nameof(EquivalenceOptions.MaxEvents);
            return false;
        }

        if (!AreSameAfter(visit, @event))
            counterexample = [.. EventsOf(visit), @event];
        return counterexample is null;
    }

    private protected override bool Admits(Visit visit)
    {
        if (Count < options.MaxStates)
            return true;
        limit = nameof(EquivalenceOptions.MaxStates);
        return false;
    }

    private protected override bool Explores(Visit visit) => visit.SinceNew < options.Lookahead;

    private protected override Pair<TEvent> Start() => comparison.Start();

    private protected override void SendAgain(Pair<TEvent> subject, Choice<TEvent> @event)
    {
        subject.Send(@event);
        sent++;
    }

    private protected override PairConfiguration ConfigurationOf(Pair<TEvent> subject) => subject.Configuration;

    private protected override InvalidOperationException NotRepeatable(Visit visit, PairConfiguration now)
    {
        var before = visit.Configuration;
        var (side, was, isNow) = before.Left == now.Left ? ("right", before.Right, now.Right) : ("left", before.Left, now.Left);
        var story = visit.Depth == 0 ? "its start" : string.Join(", ", EventsOf(visit).Select(comparison.CodeOf));
        return new MisuseException($"The {side} machine does not do the same each time: "
            + $"after {story} it was in {was}, and then in {isNow}. "
            + "Let the function that creates it create everything that it works on, and leave out clocks and randomness.");
    }

    private bool AreDifferentAtStart()
    {
        using var first = Start();
        if (first.Observe().Difference is not null)
            return true;
        (remark, givesData) = (first.Remark, first.GivesData);
        Reach(before: null, default!, first.Configuration);
        using var second = Start();
        return first.SideSharedWith(second) is { } side
            ? throw new MisuseException(
                $"The function that creates the {side} machine returned the same one again. Let it create a new one each time.")
            : first.Close().Difference is not null;
    }

    private bool AreSameAfter(Visit visit, Choice<TEvent> @event)
    {
        using var pair = Replay(visit);
        var isSame = pair.Send(@event).Difference is null;
        sent++;
        sequences++;
        if (visit.SinceNew == 0)
            transitions++;
        if (!isSame)
            return false;

        var configuration = pair.Configuration;
        if (pair.Close().Difference is not null)
            return false;

        Reach(visit, @event, configuration);
        return true;
    }

    private EquivalenceResult<TEvent> Equal() => new($"No difference in {Counts}{(limit is null ? $". {Proof}" : $", but {Limit}")}")
    {
        States = Count,
        Transitions = transitions,
        Sequences = sequences,
        Limit = limit,
    };

    private string Counts =>
        $"{Counted(Count, "state")}, {Counted(transitions, "transition")}, {Counted(sequences, "sequence")} of events{remark}";

    private string Proof => $"States were distinguished by {(givesData ? "name, position and data" : "name and position")}, "
        + $"with a lookahead of {Counted(options.Lookahead, "event")}"
        + (givesData ? "." : "; data that these do not show may still differ.");

    private string Limit => $"{limit}, {(limit == nameof(EquivalenceOptions.MaxStates) ? options.MaxStates : options.MaxEvents)}, "
        + "was met before all was explored. Raise it, or make the alphabet or Lookahead smaller.";

    private static string Counted(int count, string of) => count == 1 ? $"1 {of}" : $"{count} {of}s";

    /// <summary>Sends the sequence once more, to report it step by step.</summary>
    private EquivalenceResult<TEvent> Differing(Choice<TEvent>[] sequence)
    {
        var result = comparison.Compare(sequence);
        if (result.AreEqual)
        {
            throw new MisuseException($"The machines differ after {string.Join(", ", sequence.Select(comparison.CodeOf))}, "
                + "but not when they are sent the same again. Leave out clocks and randomness.");
        }

        return new(result.ToString())
        {
            Counterexample = result.Counterexample,
            Code = result.Code,
            States = Count,
            Transitions = transitions,
            Sequences = sequences,
        };
    }
}
