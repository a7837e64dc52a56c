namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>Joint exploration of two machines: findings, reports and refusals.</summary>
public sealed class EquivalenceTests
{
    private static readonly Statechart<Light, Press> Chart = Statechart.Build<Light, Press>(chart =>
    {
        chart.Configure(Light.Off).Permit(Press.On, Light.On);
        chart.Configure(Light.On).Permit(Press.Off, Light.Off);
    });

    public enum Light
    {
        Off,
        On,
    }

    public enum Press
    {
        On,
        Off,
    }

    public static TheoryData<string, string> PairsOfForms
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (var left in Lamps.Forms.Keys)
            {
                foreach (var right in Lamps.Forms.Keys)
                    pairs.Add(left, right);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(PairsOfForms))]
    public void Explore_SameLampInTwoForms_IsEqual(string left, string right)
    {
        var result = Equivalence.Explore(Lamps.Forms[left], Lamps.Forms[right], Lamps.Alphabet);
        Assert.True(result.AreEqual, result.ToString());
        Assert.Equal(9, result.Transitions);
        result.EnsureEqual();
    }

    [Fact]
    public void Explore_Equal_ReportsConfigurationsAndEvents()
    {
        var result = Equivalence.Explore(
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            () => Machine.Start<Press>(inbox => Switched(inbox, Light.Off)),
            Enum.GetValues<Press>(),
            new() { Lookahead = 1 });
        Assert.Equal((2, 4, 4), (result.States, result.Transitions, result.Sequences));
        Assert.Null(result.Limit);
        Assert.Null(result.Counterexample);
        Assert.Null(result.Code);
        Assert.Equal(
            "No difference in 2 states, 4 transitions, 4 sequences of events. States were distinguished by name and position, with a "
                + "lookahead of 1 event; data that these do not show may still differ.",
            result.ToString());
    }

    [Fact]
    public void Explore_Differs_ReportsShortestSequenceAsCode()
    {
        var result = Equivalence.Explore(
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            () => Machine.Start<Press>(inbox => Sticking(inbox)),
            Enum.GetValues<Press>());
        Assert.False(result.AreEqual);
        Assert.Equal([Press.On, Press.Off], result.Counterexample);
        Assert.Equal(
            """
            The machines differ after 2 events, in the state: Off on the left, On on the right.

                event                       left  right
                (start)                     Off   Off
                EquivalenceTests.Press.On   On    On
                EquivalenceTests.Press.Off  Off   On

            Equivalence.Compare(
                () => ExploredMachine.Of(Chart.Start(Light.Off)),
                () => Machine.Start<Press>(inbox => Sticking(inbox)),
                [EquivalenceTests.Press.On, EquivalenceTests.Press.Off]).EnsureEqual();

            """.ReplaceLineEndings("\n"),
            result.ToString());
        Assert.Equal(result.ToString(), Assert.Throws<MachinesDifferException>(result.EnsureEqual).Message);
        Assert.EndsWith(result.Code!, result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_CodeOfCounterexample_ShowsTheSameDifference()
    {
        var explored = Equivalence.Explore(
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            () => Machine.Start<Press>(inbox => Sticking(inbox)),
            Enum.GetValues<Press>());
        var compared = Equivalence.Compare(
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            () => Machine.Start<Press>(inbox => Sticking(inbox)),
            [EquivalenceTests.Press.On, EquivalenceTests.Press.Off]);
        Assert.Equal(explored.ToString(), compared.ToString());
        Assert.Equal(explored.Counterexample, compared.Counterexample);
    }

    [Fact]
    public void Compare_Equal_ReportsNumberOfEvents()
    {
        var result = Equivalence.Compare(
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            [Press.On, Press.Off, Press.On]);
        Assert.Equal("Equal after each of 3 events.", result.ToString());
        Assert.Equal((2, 3), (result.States, result.Transitions));
        result.EnsureEqual();
    }

    [Fact]
    public void Explore_DifferFromTheStart_NeedsNoEvent()
    {
        var result = Equivalence.Explore(
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            () => ExploredMachine.Of(Chart.Start(Light.On)),
            Enum.GetValues<Press>());
        Assert.Equal([], result.Counterexample);
        Assert.Contains(
            "differ from the start, in the state: Off on the left, On on the right", result.ToString(), StringComparison.Ordinal);
        Assert.Contains("Array.Empty<EquivalenceTests.Press>()", result.Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_UnhandledVersusIgnored_Differs()
    {
        var ignoring = Statechart.Build<Light, Press>(chart =>
        {
            chart.Configure(Light.Off).Permit(Press.On, Light.On).Ignore(Press.Off);
            chart.Configure(Light.On).Permit(Press.Off, Light.Off);
        });
        var result = Equivalence.Explore(
            () => ExploredMachine.Of(ignoring.Start(Light.Off)),
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            Enum.GetValues<Press>());
        Assert.Equal([Press.Off], result.Counterexample);
        Assert.Contains(
            "what becomes of the last event: handled on the left, unhandled on the right", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_OneSideThrows_Differs()
    {
        var result = Equivalence.Explore(
            () => Machine.Start<int>(Handling),
            () => ExploredMachine.Of(new object(), (object _, int e) => e is 0 or 1, _ => "Handling"),
            [0, 1, 2]);
        Assert.Equal([1], result.Counterexample);
        Assert.Contains("throws TimeoutException on the left, handled on the right", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_OutputsOfBothSides_AreCompared()
    {
        Func<ExploredMachine<int>> one = () => Counting(new(), (log, n) => log.Add($"{n}"));
        Func<ExploredMachine<int>> other = () => Counting(new(), (log, n) => log.Add(n == 2 ? "two" : $"{n}"));
        var result = Equivalence.Explore(one, other, [1, 2]);
        Assert.Equal([2], result.Counterexample);
        Assert.Contains("the outputs: 2 on the left, two on the right", result.ToString(), StringComparison.Ordinal);
        Assert.Contains("    2        Waiting / 2  Waiting / two\n", result.ToString(), StringComparison.Ordinal);

        Func<ExploredMachine<int>> silent = () => ExploredMachine.Of(new object(), (object _, int _) => true, _ => "Waiting");
        Assert.True(Equivalence.Explore(one, silent, [1, 2]).AreEqual);

        static ExploredMachine<int> Counting(List<string> log, Action<List<string>, int> add) =>
            ExploredMachine.Of(log, (List<string> log, int n) => add(log, n), _ => "Waiting").WithOutputs(log);
    }

    [Fact]
    public void Explore_OutputsAtTheStart_AreCompared()
    {
        var result = Equivalence.Explore(() => Greeting("hello"), () => Greeting("bye"), [1]);
        Assert.Equal([], result.Counterexample);

        static ExploredMachine<int> Greeting(string text) =>
            ExploredMachine.Of(new object(), (object _, int _) => true, _ => "Waiting").WithOutputs([text]);
    }

    [Fact]
    public void Explore_WithStateNames_ComparesNames()
    {
        var result = Equivalence.Explore(
            () => ExploredMachine.Of(Chart.Start(Light.Off)),
            () => ExploredMachine.Of(Machine.Start<Press>(inbox => Switched(inbox, Light.Off)))
                .WithStateNames(path => path == "Switched/On" ? "Lit" : "Off"),
            Enum.GetValues<Press>());
        Assert.Contains("On on the left, Lit on the right", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_EndedMachine_LeavesEveryEventUnhandled()
    {
        var final = Statechart.Build<string, int>(chart => chart.Configure("Once").Permit(1, "Completed"));
        Equivalence.Explore(() => ExploredMachine.Of(final.Start("Once")), () => Machine.Start<int>(Once), [1, 2]).EnsureEqual();
    }

    [Fact]
    public void Explore_TriggerNeedsParameter_IsRefusedWithFix()
    {
        var ping = new TriggerWithParameter<string, int>("ping");
        var pinged = Statechart.Build<string, string>(chart => chart.Configure("Idle").InternalTransition(ping, _ => { }));
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            () => ExploredMachine.Of(pinged.Start("Idle")),
            () => ExploredMachine.Of(pinged.Start("Idle")),
            ["ping"]));
        Assert.Contains("ExploredMachine.Of(machine, (machine, e) => machine.Fire(…)", error.Message, StringComparison.Ordinal);

        Equivalence.Explore(Pinged, Pinged, [1, 2]).EnsureEqual();
        ExploredMachine<int> Pinged() => ExploredMachine.Of(
            pinged.Start("Idle"), (StatechartInstance<string, string> machine, int e) => machine.Fire(ping, e), machine => machine.State);
    }

    [Fact]
    public void Code_Literals_AreCSharp()
    {
        object?[] events =
        [
            null, true, "a\"\\\n\u0001", 'x', '\'', 7, -7L, 0.5, 1.5F, 2.5M, 8U, 9UL, (byte)3, (short)-3, Press.Off, (Press)77, (Press)(-1),
            double.NaN, float.NegativeInfinity, double.PositiveInfinity, new Version(1, 2),
        ];
        var result = Equivalence.Compare(() => Last(), () => Last(), events);
        Assert.True(result.AreEqual);

        result = Equivalence.Compare(() => Last(), () => Last(throwsAt: new Version(1, 2)), events);
        Assert.Contains(
            """[null, true, "a\"\\\n\u0001", 'x', '\'', 7, -7L, 0.5D, 1.5F, 2.5M, 8U, 9UL, (byte)3, (short)-3, """
                + "EquivalenceTests.Press.Off, (EquivalenceTests.Press)77, (EquivalenceTests.Press)(-1), "
                + "double.NaN, float.NegativeInfinity, double.PositiveInfinity, 1.2])",
            result.Code,
            StringComparison.Ordinal);
        Assert.Contains(
            "[<>, <True>,",
            Equivalence.Compare(() => Last(), () => Last(new Version(1, 2)), events, new() { Describe = e => $"<{e}>" }).Code,
            StringComparison.Ordinal);

        static ExploredMachine<object?> Last(object? throwsAt = null) =>
            ExploredMachine.Of(new object(), (object _, object? e) => throwsAt is null || !throwsAt.Equals(e), _ => "Waiting");
    }

    [Fact]
    public void Code_NoEvents_NamesTheirTypeInCSharp()
    {
        Assert.Contains("Array.Empty<Int32?>()", Code<int?>(), StringComparison.Ordinal);
        Assert.Contains(
            "Array.Empty<KeyValuePair<String, List<EquivalenceTests.Press?[,]>>>()",
            Code<KeyValuePair<string, List<Press?[,]>>>(),
            StringComparison.Ordinal);
        Assert.Contains(
            "Array.Empty<Dictionary<Int32, String>.ValueCollection.Enumerator>()",
            Code<Dictionary<int, string>.ValueCollection.Enumerator>(),
            StringComparison.Ordinal);

        static string? Code<TEvent>() => Equivalence.Compare(() => In<TEvent>("A"), () => In<TEvent>("B"), []).Code;
        static ExploredMachine<TEvent> In<TEvent>(string state) =>
            ExploredMachine.Of(new object(), (object _, TEvent _) => true, _ => state);
    }

    private static async Coroutine Switched(Inbox<Press> inbox, Light first)
    {
        for (var light = first; ; light = light == Light.Off ? Light.On : Light.Off)
            await (light == Light.Off ? Off(inbox) : On(inbox));
    }

    private static async Coroutine Off(Inbox<Press> inbox) => await inbox.Expect(Press.On);

    private static async Coroutine On(Inbox<Press> inbox) => await inbox.Expect(Press.Off);

    private static async Coroutine Sticking(Inbox<Press> inbox)
    {
        await Off(inbox);
        while (true)
            await On(inbox);
    }

    private static async Coroutine Handling(Inbox<int> inbox)
    {
        using var one = inbox.Handle(e => e == 1, _ => throw new TimeoutException());
        while (true)
            await inbox.Expect(0);
    }

    private static async Coroutine Once(Inbox<int> inbox) => await inbox.Expect(1);
}
