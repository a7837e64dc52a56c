namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>Tests that states with the same name are explored separately if something else distinguishes them.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public void Explore_CoroutinesDifferAtThirdWait_IsFound()
    {
        var result = Equivalence.Explore(
            () => Machine.Start<string>(inbox => Session(inbox, "c")),
            () => Machine.Start<string>(inbox => Session(inbox, "d")),
            ["a", "b", "c", "d"]);
        Assert.Equal(["a", "b"], result.Counterexample?.Take(2));
        Assert.Equal(3, result.Counterexample?.Count);
    }

    [Fact]
    public void Explore_ClassesDifferAtThirdWait_IsFound()
    {
        var result = Equivalence.Explore<string>(() => new SessionClass("c"), () => new SessionClass("d"), ["a", "b", "c", "d"]);
        Assert.Equal(3, result.Counterexample?.Count);
    }

    [Fact]
    public void Explore_WaitsAtDifferentLines_CompareAsOneState() =>
        Equivalence.Explore(
            () => Machine.Start<string>(OnThreeLines),
            () => Machine.Start<string>(inbox => OnOneLine(inbox)),
            ["a", "b"]).EnsureEqual();

    [Fact]
    public void Explore_ChartStatesWithSameText_AreExploredSeparately()
    {
        static Statechart<Numbered, int> Chart(int fourth) => Statechart.Build<Numbered, int>(chart =>
        {
            for (var i = 0; i < 6; i++)
                chart.Configure(new(i)).Permit(i == 4 ? fourth : 1, new(i + 1));
        });
        var (one, other) = (Chart(1), Chart(2));
        var result = Equivalence.Explore(
            () => ExploredMachine.Of(one.Start(new(0))),
            () => ExploredMachine.Of(other.Start(new(0))),
            [1, 2],
            new() { Lookahead = 1 });
        Assert.Equal([1, 1, 1, 1, 1], result.Counterexample);
    }

    [Fact]
    public void Explore_ChartStatesCreatedPerMachine_AreIdentifiedByText()
    {
        Equivalence.Explore(() => ExploredMachine.Of(Start("On")), () => ExploredMachine.Of(Start("On")), [1]).EnsureEqual();
        Assert.Contains("On on the left, Lit on the right", Equivalence.Explore(
            () => ExploredMachine.Of(Start("On")),
            () => ExploredMachine.Of(Start("Lit")),
            [1]).ToString(), StringComparison.Ordinal);

        static StatechartInstance<Labelled, int> Start(string second)
        {
            var (off, on) = (new Labelled("Off"), new Labelled(second));
            return Statechart.Build<Labelled, int>(chart =>
            {
                chart.Configure(off).Permit(1, on);
                chart.Configure(on).Permit(1, off);
            }).Start(off);
        }
    }

    [Fact]
    public void Explore_StatesWithoutDistinctText_AreRefusedWithFix()
    {
        var (off, on) = (new Nameless<int>(), new Nameless<int>());
        var chart = Statechart.Build<Nameless<int>, int>(chart => chart.Configure(off).Permit(1, on));
        Func<ExploredMachine<int>> named = () => ExploredMachine.Of(new object(), (object _, int _) => true, _ => "Off");
        Assert.Contains("Override ToString()", Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            () => ExploredMachine.Of(chart.Start(off)),
            named,
            [1])).Message, StringComparison.Ordinal);
        Assert.Contains("Override ToString()", Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            named,
            () => ExploredMachine.Of(new object(), (object _, int _) => true, _ => off),
            [1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in/busy", "out/busy")]
    [InlineData("24/7", "365/7")]
    public void Explore_SlashInStateNameOfNonCoroutine_IsPartOfName(string left, string right)
    {
        static StatechartInstance<string, int> Start(string state) =>
            Statechart.Build<string, int>(chart => chart.Configure(state).Ignore(1)).Start(state);
        var expected = $"the state: {left} on the left, {right} on the right";
        var result = Equivalence.Explore(() => ExploredMachine.Of(Start(left)), () => ExploredMachine.Of(Start(right)), [1]);
        Assert.Contains(expected, result.ToString(), StringComparison.Ordinal);

        static ExploredMachine<int> Adapted(string state) => ExploredMachine.Of(new object(), (object _, int _) => true, _ => state);
        result = Equivalence.Explore(() => Adapted(left), () => Adapted(right), [1]);
        Assert.Contains(expected, result.ToString(), StringComparison.Ordinal);
    }

    private static async Coroutine Session(Inbox<string> inbox, string third)
    {
        await inbox.Expect("a");
        await inbox.Expect("b");
        await inbox.Expect(third);
    }

    private static async Coroutine OnThreeLines(Inbox<string> inbox)
    {
        while (true)
        {
            await inbox.Receive("Waiting");
            await inbox.Receive("Waiting");
            await inbox.Receive("Waiting");
        }
    }

    private static async Coroutine OnOneLine(Inbox<string> inbox)
    {
        while (true)
            await inbox.Receive("Waiting");
    }

    private sealed class SessionClass : MachineOf<string>
    {
        private readonly string third;

        internal SessionClass(string third)
        {
            this.third = third;
            Start();
        }

        protected override async Coroutine Run()
        {
            await Expect("a");
            await Expect("b");
            await Expect(third);
        }
    }

    private sealed record Numbered(int Number)
    {
        public override string ToString() => "Numbered";
    }

    private sealed class Labelled(string label)
    {
        public override string ToString() => label;
    }

    private sealed class Nameless<T>;
}
