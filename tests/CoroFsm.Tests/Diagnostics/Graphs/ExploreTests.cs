using CoroFsm.Diagnostics;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>The graph of a coroutine machine, found by trying events.</summary>
public sealed class ExploreTests
{
    [Fact]
    public void Explore_Connection_EqualsTheChart()
    {
        var graph = StateGraph.Explore(() => Machine.Start<Connection.Signal>(Connection.Session), Enum.GetValues<Connection.Signal>());
        Assert.Equal("Connection.Session", graph.Name);
        Assert.Equal("Disconnected", graph.Initial!.Path);
        Assert.Equal(
            """
            state                   trigger      guard  to                 action
            ----------------------  -----------  -----  -----------------  ------
            Disconnected (initial)  Connect             Online/Connecting
            Online
            Online/Connecting       Established         Online/Connected
                                    Timeout             (stays)
                                    Disconnect          Disconnected
            Online/Connected        Ping                (stays)
                                    Timeout             Online/Connecting
                                    Disconnect          Disconnected

            """.ReplaceLineEndings("\n"),
            graph.ToString());

        var chart = StateGraph.Of(Connection.Chart, Connection.Link.Disconnected);
        Assert.Equal(
            chart.Nodes.Select(node => node.Path).Order(StringComparer.Ordinal),
            graph.Nodes.Select(node => node.Path).Order(StringComparer.Ordinal));
        Assert.Equal(Effective(chart), Effective(graph));
    }

    [Fact]
    public void Explore_StatesByNumber_FindsShortestPaths()
    {
        var graph = StateGraph.Explore(() => Machine.Start<int>(inbox => Clock(inbox, 12)), [1, 5]);
        Assert.Equal(12, graph.Nodes.Count);
        Assert.Equal(24, graph.Edges.Count);
        Assert.Equal(["0", "1", "5", "2", "6", "10", "3", "7", "11", "4", "8", "9"], graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void Explore_EndedAndFaulted_AreFinalStates()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(Ending), ["return", "throw", "stay", "unknown"]);
        Assert.Equal(["Ending", "Completed", "Faulted"], graph.Nodes.Select(node => node.Path));
        Assert.Equal([false, true, true], graph.Nodes.Select(node => node.IsFinal));
        Assert.Equal(
            ["Ending -> Completed: return", "Ending -> Faulted: throw / throws TimeoutException", "Ending -> Ending: stay"],
            graph.Edges.Select(edge => edge.ToString()));
        Assert.Equal(TransitionKind.Internal, graph.Edges[2].Kind);
    }

    [Fact]
    public void Explore_EndsBeforeFirstWait_IsOneFinalState()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(_ => Coroutine.Completed), ["a"]);
        Assert.True(Assert.Single(graph.Nodes).IsFinal);
        Assert.Empty(graph.Edges);
    }

    [Fact]
    public void Explore_WaitingMethodCallsWaitingMethods_IsSuperstateAndState()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(Outer), ["in", "out"]);
        Assert.Equal(["Outer", "Outer/Outer", "Outer/Inner"], graph.Nodes.Select(node => node.Path));
        Assert.Equal(["Outer/Outer -> Outer/Inner: in", "Outer/Inner -> Outer/Outer: out"], graph.Edges.Select(edge => edge.ToString()));
    }

    [Fact]
    public void Explore_HandlerThrows_ReportsItAndContinues()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(Handling), ["bad", "go"]);
        Assert.Equal(
            ["Before -> Before: bad / throws TimeoutException", "Before -> After: go", "After -> After: bad / throws TimeoutException"],
            graph.Edges.Select(edge => edge.ToString()));
    }

    [Fact]
    public void Explore_BehaviorDependsOnData_IsFoundWithMoreVisits()
    {
        Assert.Equal(["Trying"], Names(new()));
        Assert.Equal(["Trying", "GivenUp"], Names(new() { VisitsPerState = 3 }));

        static IEnumerable<string> Names(StateGraphOptions options) =>
            StateGraph.Explore(
                () => Machine.Start<string>(Retrying), ["fail"], options).Nodes.Where(node => !node.IsFinal).Select(node => node.Name);
    }

    [Fact]
    public void Explore_TooManyStates_NamesNextStateAndPath()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => StateGraph.Explore(() => Machine.Start<int>(inbox => Clock(inbox, 100)), [1], new() { MaxStates = 3 }));
        Assert.Contains("more than 3 states", error.Message, StringComparison.Ordinal);
        Assert.Contains("Clock/3, after 1, 1, 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, StateGraph.Explore(() => Machine.Start<int>(inbox => Clock(inbox, 3)), [1], new() { MaxStates = 3 }).Nodes.Count);
    }

    [Fact]
    public void Explore_TooDeep_NamesStateAndPath()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => StateGraph.Explore(() => Machine.Start<int>(inbox => Clock(inbox, 100)), [1], new() { MaxDepth = 12 }));
        Assert.Contains("Clock/13, that takes more than 12 events", error.Message, StringComparison.Ordinal);
        Assert.Contains("1, 1, 1, 1, 1, 1, 1, 1, 1, 1 and 3 more", error.Message, StringComparison.Ordinal);
        Assert.Equal(13, StateGraph.Explore(() => Machine.Start<int>(inbox => Clock(inbox, 13)), [1], new() { MaxDepth = 12 }).Nodes.Count);
    }

    [Fact]
    public void Explore_Nondeterministic_IsRefused()
    {
        var starts = 0;
        var error = Assert.Throws<InvalidOperationException>(
            () => StateGraph.Explore(() => Machine.Start<int>(inbox => Clock(inbox, 1 + (++starts % 3))), [1]));
        Assert.Contains("does not do the same each time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        var started = 0;
        Assert.Throws<OperationCanceledException>(() => StateGraph.Explore(
            () =>
            {
                if (++started == 10)
                    cancellation.Cancel();
                return Machine.Start<int>(inbox => Clock(inbox, 1000));
            },
            [1],
            cancellationToken: cancellation.Token));
        Assert.Equal(10, started);
    }

    [Fact]
    public void Explore_Finished_ClosesEveryMachine()
    {
        var open = 0;
        StateGraph.Explore(() => Machine.Start<int>(Counted), [1, 2]);
        Assert.Equal(0, open);

        async Coroutine Counted(Inbox<int> inbox)
        {
            open++;
            try
            {
                while (await inbox.Receive() == 1)
                    await inbox.Receive("other");
            }
            finally
            {
                open--;
            }
        }
    }

    [Fact]
    public void Explore_DescribeFunction_NamesTheEvents()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(Retrying), ["fail"], new() { Describe = e => $"<{e}>" });
        Assert.Equal("<fail>", Assert.Single(graph.Edges).Trigger);
    }

    /// <summary>The reactions of each reachable state, with the transitions inherited from its superstates.</summary>
    private static IEnumerable<string> Effective(StateGraph graph) =>
        from node in graph.Nodes
        where graph.Nodes.All(other => other.Superstate != node)
        from edge in graph.Edges
        where edge.From == node || edge.From == node.Superstate
        let text = $"{node} {edge.Trigger} {edge.Kind} {(edge.Kind is TransitionKind.Internal ? node : edge.To)}"
        orderby text
        select text;

    private static async Coroutine Clock(Inbox<int> inbox, int size)
    {
        var hour = 0;
        while (true)
            hour = (hour + await inbox.Receive($"{hour}")) % size;
    }

    private static async Coroutine Ending(Inbox<string> inbox)
    {
        while (await inbox.Receive(e => e is not "unknown") is var e and not "return")
        {
            if (e is "throw")
                throw new TimeoutException();
        }
    }

    private static async Coroutine Outer(Inbox<string> inbox)
    {
        while (true)
        {
            await inbox.Expect("in");
            await Inner(inbox);
        }
    }

    private static async Coroutine Inner(Inbox<string> inbox) => await inbox.Expect("out");

    private static async Coroutine Handling(Inbox<string> inbox)
    {
        using var bad = inbox.Handle(e => e is "bad", _ => throw new TimeoutException());
        await Before(inbox);
        await After(inbox);
    }

    private static async Coroutine Before(Inbox<string> inbox) => await inbox.Expect("go");

    private static async Coroutine After(Inbox<string> inbox) => await inbox.Expect("never");

    private static async Coroutine Retrying(Inbox<string> inbox)
    {
        for (var failures = 0; failures < 3; failures++)
            await inbox.Receive("Trying");
        await inbox.Receive("GivenUp");
    }
}
