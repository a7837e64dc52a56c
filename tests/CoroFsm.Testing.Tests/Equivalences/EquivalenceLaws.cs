using CoroFsm.Stateless;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>Exploration agrees with trying all sequences of events, shortest first.</summary>
public sealed class EquivalenceLaws
{
    private const int States = 3;
    private static readonly int[] Alphabet = [0, 1];

    /// <summary>Two machines that behave differently do so within as many events as there are pairs of states.</summary>
    private const int Longest = States * States;

    [Property(MaxTest = 300)]
    public Property Explore_StatesWithNames_FindsTheShortestDifferenceOrNone() => Prop.ForAll(Pairs(), pair =>
    {
        var result = Equivalence.Explore(
            Form(pair.Left, pair.LeftForm),
            Form(pair.Right, pair.RightForm),
            Alphabet,
            new() { Lookahead = pair.Lookahead });
        Check(pair, result, name: static state => state);
    });

    [Property(MaxTest = 300)]
    public Property Explore_StatesWithoutNamesButWithData_FindsTheShortestDifferenceOrNone() => Prop.ForAll(Pairs(), pair =>
    {
        var result = Equivalence.Explore(
            () => Nameless(pair.Left, withData: true),
            () => Nameless(pair.Right, withData: true),
            Alphabet,
            new() { Lookahead = pair.Lookahead });
        Check(pair, result, name: static _ => 0);
    });

    [Property(MaxTest = 300)]
    public Property Explore_StatesWithoutNames_FindsDifferencesWithinLookahead() => Prop.ForAll(Pairs(), pair =>
    {
        var result = Equivalence.Explore(
            () => Nameless(pair.Left, withData: false),
            () => Nameless(pair.Right, withData: false),
            Alphabet,
            new() { Lookahead = pair.Lookahead });
        var shortest = ShortestDifference(pair, static _ => 0);
        Assert.Equal(shortest is { } found && found <= pair.Lookahead ? shortest : null, result.Counterexample?.Count);
    });

    private static void Check(Case pair, EquivalenceResult<int> result, Func<int, int> name)
    {
        Assert.Equal(ShortestDifference(pair, name), result.Counterexample?.Count);
        if (result.Counterexample is { } sequence)
        {
            Assert.True(Differs(pair, sequence, name), $"{result}");
            Assert.False(Differs(pair, [.. sequence.SkipLast(1)], name), $"{result}");
        }
        else
        {
            result.EnsureEqual();
        }
    }

    private static int? ShortestDifference(Case pair, Func<int, int> name)
    {
        for (var length = 0; length <= Longest; length++)
        {
            for (var number = 0; number < 1 << length; number++)
            {
                if (Differs(pair, [.. Enumerable.Range(0, length).Select(bit => (number >> bit) & 1)], name))
                    return length;
            }
        }

        return null;
    }

    private static bool Differs(Case pair, IReadOnlyList<int> sequence, Func<int, int> name)
    {
        var (left, right) = (0, 0);
        foreach (var e in sequence)
        {
            var (one, other) = (pair.Left.At(left, e), pair.Right.At(right, e));
            if (one.Output != other.Output || name(one.Next) != name(other.Next) || one.IsHandled != other.IsHandled)
                return true;
            (left, right) = (one.Next, other.Next);
        }

        return false;
    }

    private static ExploredMachine<int> Nameless(TableMachine table, bool withData)
    {
        var running = new Running(table);
        var machine = ExploredMachine.Of(running, (Running running, int e) => running.Handle(e), _ => "Somewhere").WithOutputs(running.Log);
        return withData ? machine.WithData(() => running.State) : machine;
    }

    private static Func<ExploredMachine<int>> Form(TableMachine table, int form)
    {
        var chart = table.Chart();
        return () =>
        {
            List<int> log = [];
            return form switch
            {
                0 => Handlers(new Running(table)),
                1 => ExploredMachine.Of(chart.Start(0, log)).WithOutputs(log),
                2 => ExploredMachine.Of(Machine.Start<int>(inbox => chart.Run(inbox, 0, log))).WithOutputs(log),
                _ => ExploredMachine.Of(chart.StartOnStateless(0, log)).WithOutputs(log),
            };
        };

        static ExploredMachine<int> Handlers(Running running) =>
            ExploredMachine.Of(running, (Running running, int e) => running.Handle(e), running => running.State).WithOutputs(running.Log);
    }

    /// <summary>Random tables; the right one is independent, or the left one with one or two faults.</summary>
    private static Arbitrary<Case> Pairs()
    {
        var entry = from next in Gen.Choose(0, States - 1)
                    from output in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)))
                    from isHandled in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
                    select (next, output, isHandled);
        var table = entry.ArrayOf(States * 2);
        return (from left in table
                from other in table
                from faults in Gen.Choose(0, (1 << (States * 2)) - 1)
                from more in Gen.Choose(0, (1 << (States * 2)) - 1)
                from leftForm in Gen.Choose(0, 3)
                from rightForm in Gen.Choose(0, 3)
                from lookahead in Gen.Choose(1, 4)
                let right = left.Select((entry, i) => ((faults & more) >> i & 1) == 0 ? entry : other[i]).ToArray()
                select new Case(new(left), new(right), leftForm, rightForm, lookahead)).ToArbitrary();
    }

    private sealed record Case(TableMachine Left, TableMachine Right, int LeftForm, int RightForm, int Lookahead);

    private sealed record TableMachine((int Next, int Output, bool IsHandled)[] Entries)
    {
        internal (int Next, int? Output, bool IsHandled) At(int state, int e) =>
            Entries[state * 2 + e] is { IsHandled: true } entry ? (entry.Next, entry.Output, true) : (state, null, false);

        internal Statechart<int, int> Chart() => Statechart.Build<int, int>(chart =>
        {
            for (var state = 0; state < States; state++)
            {
                foreach (var e in Alphabet)
                {
                    var (next, output, isHandled) = At(state, e);
                    if (isHandled && next == state)
                        chart.Configure(state).PermitReentry(e).Do((List<int> log) => log.Add(output!.Value));
                    else if (isHandled)
                        chart.Configure(state).Permit(e, next).Do((List<int> log) => log.Add(output!.Value));
                    else
                        chart.Configure(state);
                }
            }
        });

        public override string ToString() => string.Join(" ", Entries);
    }

    private sealed class Running(TableMachine table)
    {
        internal List<int> Log { get; } = [];

        internal int State { get; private set; }

        internal bool Handle(int e)
        {
            var (next, output, isHandled) = table.At(State, e);
            State = next;
            if (output is { } value)
                Log.Add(value);
            return isHandled;
        }
    }
}
