namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>The extent of an exploration, its limits, and its refusals.</summary>
public sealed class ExplorationTests
{
    private static readonly Statechart<string, string> Chart = Statechart.Build<string, string>(
        chart => chart.Configure("Off").Permit("on", "On"));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Explore_ThirdFailureInRow_IsFoundWithLookaheadThree(int lookahead, bool isFound)
    {
        var result = Equivalence.Explore(() => Retrying(3), () => Retrying(4), ["fail", "succeed"], new() { Lookahead = lookahead });
        Assert.Equal(isFound, !result.AreEqual);
        if (isFound)
            Assert.Equal(["fail", "fail", "fail"], result.Counterexample);
    }

    [Fact]
    public void Explore_WithData_FindsDifferenceWithoutLookahead()
    {
        var result = Equivalence.Explore(
            () => { var retries = new Retries(30); return retries.Machine.WithData(() => retries.Failures); },
            () => { var retries = new Retries(31); return retries.Machine.WithData(() => retries.Failures); },
            ["fail", "succeed"],
            new() { Lookahead = 1 });
        Assert.Equal(Enumerable.Repeat("fail", 30), result.Counterexample);
    }

    [Fact]
    public void Explore_MoreStatesThanLimit_IsReportedAndFindsNearDifference()
    {
        EquivalenceOptions options = new() { MaxStates = 5 };
        var result = Equivalence.Explore(() => Counter(), () => Counter(fault: 100), [1], options);
        Assert.True(result.AreEqual);
        Assert.Equal("MaxStates", result.Limit);
        Assert.Equal(5, result.States);
        Assert.Contains(
            "but MaxStates, 5, was met", Assert.Throws<MachinesDifferException>(result.EnsureEqual).Message, StringComparison.Ordinal);

        Assert.Equal([1, 1, 1], Equivalence.Explore(() => Counter(), () => Counter(fault: 3), [1], options).Counterexample);
    }

    [Fact]
    public void Explore_MoreEventsThanTheLimit_SendsNoMore()
    {
        var sent = 0;
        var result = Equivalence.Explore(() => Counter(onEvent: () => sent++), () => Counter(), [1], new() { MaxEvents = 100 });
        Assert.Equal("MaxEvents", result.Limit);
        Assert.InRange(sent, 50, 100);
        Assert.True(result.AreEqual);
    }

    [Fact]
    public void Explore_Nondeterministic_IsRefused()
    {
        var (left, right) = (0, 0);
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            () => Counter(step: left++ < 4 ? 1 : 2),
            () => Counter(step: right++ < 4 ? 1 : 2),
            [1]));
        Assert.Contains(
            "The left machine does not do the same each time: after 1, 1 it was in 2, and then in 4.",
            error.Message,
            StringComparison.Ordinal);

        right = 0;
        error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            () => Counter(),
            () => Counter(step: right++ == 2 ? 2 : 1),
            [1]));
        Assert.Contains("The machines differ after 1, but not when they are sent the same again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_SameMachineTwice_IsRefused()
    {
        var instance = Chart.Start("Off");
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            () => ExploredMachine.Of(Chart.Start("Off")),
            () => ExploredMachine.Of(instance),
            ["on"]));
        Assert.Contains("the right machine returned the same one again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_EmptyAlphabetOrNull_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Equivalence.Explore(
            () => ExploredMachine.Of(Chart.Start("Off")),
            () => ExploredMachine.Of(Chart.Start("Off")),
            []));
        Assert.Throws<ArgumentNullException>(() => Equivalence.Explore(null!, Lamps.Forms["chart"], Lamps.Alphabet));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EquivalenceOptions { Lookahead = 0 });
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Equivalence.Explore(
            Lamps.Forms["chart"],
            () => (ExploredMachine<string>)null!,
            Lamps.Alphabet));
        Assert.Contains("the right machine returned null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        var sent = 0;
        Assert.Throws<OperationCanceledException>(() => Equivalence.Explore(
            () => Counter(onEvent: Count),
            () => Counter(),
            [1],
            cancellationToken: cancellation.Token));
        Assert.Equal(10, sent);

        void Count()
        {
            if (++sent == 10)
                cancellation.Cancel();
        }
    }

    public enum Ending
    {
        Equal,
        Different,
        Limit,
        Cancelled,
        RightThrows,
        NotTheSameAgain,
    }

    [Theory]
    [InlineData(Ending.Equal)]
    [InlineData(Ending.Different)]
    [InlineData(Ending.Limit)]
    [InlineData(Ending.Cancelled)]
    [InlineData(Ending.RightThrows)]
    [InlineData(Ending.NotTheSameAgain)]
    public void Explore_AnyOutcome_ClosesEveryMachine(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var (started, closed, right) = (0, 0, 0);
        switch (ending)
        {
            case Ending.Equal:
                Explore().EnsureEqual();
                break;
            case Ending.Different:
                Assert.False(Explore(fault: "other").AreEqual);
                break;
            case Ending.Limit:
                Assert.Equal("MaxEvents", Explore(maxEvents: 3).Limit);
                break;
            case Ending.Cancelled:
                Assert.Throws<OperationCanceledException>(() => Explore());
                break;
            case Ending.RightThrows:
                Assert.Throws<TimeoutException>(() => Explore());
                break;
            case Ending.NotTheSameAgain:
                Assert.Contains(
                    "does not do the same each time",
                    Assert.ThrowsAny<InvalidOperationException>(() => Explore()).Message,
                    StringComparison.Ordinal);
                break;
        }

        Assert.InRange(started, 5, 100);
        Assert.Equal(started, closed);

        EquivalenceResult<int> Explore(string fault = "one", int maxEvents = 1000) =>
            Equivalence.Explore(
                () => Machine.Start<int>(inbox => Counted(inbox, "one")),
                () => Right(fault),
                [1, 2],
                new() { MaxEvents = maxEvents },
                cancellation.Token);

        ExploredMachine<int> Right(string name)
        {
            const int Late = 5;
            if (++right == Late && ending == Ending.Cancelled)
                cancellation.Cancel();
            if (right == Late && ending == Ending.RightThrows)
                throw new TimeoutException();
            return Machine.Start<int>(inbox => Counted(inbox, name, start: right >= Late && ending == Ending.NotTheSameAgain ? 1 : 0));
        }

        async Coroutine Counted(Inbox<int> inbox, string name, int start = 0)
        {
            started++;
            try
            {
                for (var sent = start; await inbox.Receive(sent % 3 == 2 ? name : "zero") == 1;)
                    sent++;
            }
            finally
            {
                closed++;
            }
        }
    }

    [Fact]
    public void Compare_ManyEvents_ReportsTheLastSteps()
    {
        var text = Equivalence.Compare(() => Counter(), () => Counter(fault: 100), Enumerable.Repeat(1, 200)).ToString();
        Assert.Contains("    …      …     …\n    1      71    71\n", text, StringComparison.Ordinal);
        Assert.Contains("    1      100   fault\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("    1      70 ", text, StringComparison.Ordinal);
    }

    private static ExploredMachine<string> Retrying(int limit) => new Retries(limit).Machine;

    /// <summary>A machine that counts in its state; a faulty one takes another transition at the given number.</summary>
    private static ExploredMachine<int> Counter(int fault = -1, Action? onEvent = null, int step = 1) => ExploredMachine.Of(
        new List<int>(),
        (List<int> events, int e) =>
        {
            onEvent?.Invoke();
            events.AddRange(Enumerable.Repeat(e, step));
        },
        events => events.Count == fault ? "fault" : $"{events.Count}");

    private sealed class Retries(int limit)
    {
        internal int Failures { get; private set; }

        internal ExploredMachine<string> Machine => ExploredMachine.Of(
            this,
            (Retries retries, string e) => retries.Failures = e == "fail" ? retries.Failures + 1 : 0,
            retries => retries.Failures >= limit ? "GivenUp" : "Trying");
    }
}
