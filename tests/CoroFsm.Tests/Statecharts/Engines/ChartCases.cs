using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>Generates random charts and shrinks those that fail.</summary>
internal static class ChartCases
{
    private const int MaxDepth = 3;

    private static readonly Gen<string> Fires = Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements("w", "x", "y", "z", "xy")));

    internal static Arbitrary<ChartCase> Arbitrary { get; } = Arb.From(Cases(), Smaller);

    private static Gen<ChartCase> Cases() =>
        from count in Gen.Choose(3, ChartCase.MaxStates)
        from parents in Gen.Choose(-3, 5).ArrayOf(count)
        from initials in Gen.Choose(0, 5).ArrayOf(count)
        from fires in Fires.ArrayOf(3 * count)
        let tree = Tree(parents)
        let states = Enumerable.Range(0, count).Select(i => new StateCase(
            Name(i),
            tree[i] < 0 ? null : Name(tree[i]),
            InitialOf(tree, i, initials[i]),
            fires[3 * i],
            fires[(3 * i) + 1],
            fires[(3 * i) + 2])).ToArray()
        from triggers in Gen.Choose(2, 4)
        from transitions in TransitionsOf(count, triggers)
        from callback in Gen.Elements(true, false)
        from start in Gen.Choose(0, count - 1)
        from length in Gen.Choose(1, 8)
        let fired = Gen.Elements(ChartCase.Triggers[..triggers].ToCharArray())
        from events in Gen.Frequency((7, fired), (2, Gen.Elements('0', '1'))).ArrayOf(length)
        select new ChartCase(states, transitions, callback, Name(start), new string(events));

    private static char Name(int state) => (char)('A' + state);

    /// <summary>Generates a forest of bounded depth: a state's superstate precedes it.</summary>
    private static int[] Tree(int[] parents)
    {
        var tree = new int[parents.Length];
        var depths = new int[parents.Length];
        for (var i = 0; i < parents.Length; i++)
        {
            tree[i] = parents[i] >= 0 && parents[i] < i && depths[parents[i]] < MaxDepth - 1 ? parents[i] : -1;
            depths[i] = tree[i] < 0 ? 0 : depths[tree[i]] + 1;
        }

        return tree;
    }

    private static char? InitialOf(int[] tree, int state, int choice)
    {
        var substates = Enumerable.Range(0, tree.Length).Where(i => tree[i] == state).ToArray();
        return choice < substates.Length ? Name(substates[choice]) : null;
    }

    private static Gen<TransitionCase[]> TransitionsOf(int states, int triggers) =>
        Gen.CollectToSequence(
            from state in Enumerable.Range(0, states)
            from trigger in ChartCase.Triggers[..triggers]
            select (state, trigger),
            at => Alternatives(Name(at.state), at.trigger, states)).Select(all => all.SelectMany(some => some).ToArray());

    /// <summary>The reaction of a state to a trigger: nothing, one transition, or several with guards.</summary>
    private static Gen<TransitionCase[]> Alternatives(char state, char trigger, int states)
    {
        var unguarded = TransitionOf(state, trigger, states, Gen.Constant(-1));
        var guarded = TransitionOf(state, trigger, states, Gen.Choose(0, ChartCase.Flags - 1));
        return Gen.Frequency(
            (4, Gen.Constant(Array.Empty<TransitionCase>())),
            (4, unguarded.ArrayOf(1)),
            (2, guarded.ArrayOf(1)),
            (1, guarded.ArrayOf(2)));
    }

    private static Gen<TransitionCase> TransitionOf(char state, char trigger, int states, Gen<int> flags) =>
        from kind in Gen.Frequency(
            (5, Gen.Constant(TransitionKind.Permit)),
            (1, Gen.Constant(TransitionKind.Reentry)),
            (1, Gen.Constant(TransitionKind.Internal)),
            (1, Gen.Constant(TransitionKind.Ignore)),
            (1, Gen.Constant(TransitionKind.Dynamic)))
        from step in Gen.Choose(1, states - 1)
        from table in Gen.Choose(0, states - 1).ArrayOf(1 << ChartCase.Flags)
        from flag in flags
        from expected in Gen.Elements(true, false)
        from fires in Fires
        select new TransitionCase(
            state,
            trigger,
            kind,
            Name((state - 'A' + step) % states),
            new string([.. table.Select(Name)]),
            flag,
            expected,
            kind is TransitionKind.Ignore ? "" : fires);

    private static IEnumerable<ChartCase> Smaller(ChartCase test)
    {
        for (var i = 0; i < test.Events.Length; i++)
            yield return test with { Events = test.Events.Remove(i, 1) };
        for (var i = 0; i + 1 < test.Events.Length; i++)
            yield return test with { Events = test.Events.Remove(i, 2) };
        for (var i = 0; i < test.Transitions.Length; i++)
            yield return test with { Transitions = [.. test.Transitions[..i], .. test.Transitions[(i + 1)..]] };

        foreach (var state in test.States)
        {
            if (CanDo(test, state.Name))
                yield return test with { States = [.. test.States.Where(other => other != state)] };
            if (state.Initial is not null)
                yield return Replaced(test, state, state with { Initial = null });
            if (state.Superstate is { } superstate && test.States.First(other => other.Name == superstate).Initial != state.Name)
                yield return Replaced(test, state, state with { Superstate = null });
            if (state.EntryFires.Length > 0)
                yield return Replaced(test, state, state with { EntryFires = "" });
            if (state.ExitFires.Length > 0)
                yield return Replaced(test, state, state with { ExitFires = "" });
            if (state.NotificationFires.Length > 0)
                yield return Replaced(test, state, state with { NotificationFires = "" });
        }

        foreach (var transition in test.Transitions)
        {
            if (transition.Fires.Length > 0)
                yield return Replaced(test, transition, transition with { Fires = "" });
            var alternatives = test.Transitions.Count(other => (other.State, other.Trigger) == (transition.State, transition.Trigger));
            if (transition.Flag >= 0 && alternatives == 1)
                yield return Replaced(test, transition, transition with { Flag = -1 });
        }

        if (test.HasCallback)
            yield return test with { HasCallback = false };
    }

    /// <summary>Returns whether a state can be removed from a case.</summary>
    private static bool CanDo(ChartCase test, char state) =>
        test.Start != state
        && !test.States.Any(other => other.Superstate == state || other.Initial == state)
        && !test.Transitions.Any(transition => transition.State == state
            || (transition.Kind is TransitionKind.Permit && transition.Destination == state)
            || (transition.Kind is TransitionKind.Dynamic && transition.Table.Contains(state, StringComparison.Ordinal)));

    private static ChartCase Replaced(ChartCase test, TransitionCase old, TransitionCase @new) =>
        test with { Transitions = [.. test.Transitions.Select(transition => transition == old ? @new : transition)] };

    private static ChartCase Replaced(ChartCase test, StateCase old, StateCase @new) =>
        test with { States = [.. test.States.Select(state => state == old ? @new : state)] };
}
