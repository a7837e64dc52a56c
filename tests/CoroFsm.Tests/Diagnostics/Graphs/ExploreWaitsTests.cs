using CoroFsm.Diagnostics;

namespace CoroFsm.Tests.Diagnostics.Graphs;

/// <summary>Each wait is a state; waits of the same explicit name are one state unless a sequence of events distinguishes them.</summary>
public sealed class ExploreWaitsTests
{
    private static readonly string[] Alphabet = ["open", "close", "lock"];

    public static TheoryData<string, Func<Inbox<string>, Coroutine>> Doors => new()
    {
        { "one line", OneLine },
        { "two lines", TwoLines },
        { "a method that is called twice", CalledTwice },
        { "a method that is called by another that is called twice", CalledTwiceDeeper },
        { "a generator", inbox => inbox.Run(Generator(inbox)) },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public void Explore_TwoWaitsDiffer_AreTwoStates(string door, Func<Inbox<string>, Coroutine> start)
    {
        var graph = StateGraph.Explore(() => Machine.Start(start), Alphabet);
        Assert.Equal(2, graph.Nodes.Count(node => graph.Edges.Any(edge => edge.From == node)));
        Assert.Equal(["open", "close"], graph.Edges.Select(edge => edge.Trigger));
        Assert.All(graph.Edges, edge => Assert.NotEqual(edge.From, edge.To));
        Assert.Equal(2, graph.Edges.Select(edge => edge.From.Path).Distinct().Count());
        Assert.True(graph.Initial == graph.Edges[0].From, door);
    }

    [Fact]
    public void Explore_TwoLinesOfOneMethod_AreNamedByTheirLines()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(TwoLines), Alphabet);
        var (open, close) = (graph.Nodes[0].Name, graph.Nodes[1].Name);
        Assert.Matches(@"^TwoLines \(line \d+\)$", open);
        Assert.Matches(@"^TwoLines \(line \d+\)$", close);
        Assert.Equal(LineOf(open) + 1, LineOf(close));

        static int LineOf(string name) => int.Parse(name.AsSpan()["TwoLines (line ".Length..^1], provider: null);
    }

    [Fact]
    public void Explore_TwoWaitsOnOneLine_AreNumbered()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(OneLine), Alphabet);
        Assert.Matches(@"^OneLine \(line \d+, 1\)$", graph.Nodes[0].Name);
        Assert.Matches(@"^OneLine \(line \d+, 2\)$", graph.Nodes[1].Name);
    }

    [Fact]
    public void Explore_TwoWaitsBehaveEqually_AreTwoStates()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(Same), Alphabet);
        Assert.Equal(2, graph.Nodes.Count);
        Assert.Equal(["open", "close", "lock", "open", "close", "lock"], graph.Edges.Select(edge => edge.Trigger));
        Assert.All(graph.Edges, edge => Assert.NotEqual(edge.From, edge.To));
    }

    [Fact]
    public void Explore_SharedExplicitNameBehavesEqually_IsOneState()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(Named), Alphabet);
        Assert.Equal(["Closed", "Open", "Locked"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(["Closed -> Open: open", "Closed -> Locked: lock", "Open -> Closed: close", "Locked -> Closed: open"],
            graph.Edges.Where(edge => edge.From != edge.To).Select(edge => edge.ToString()));
    }

    [Fact]
    public void Explore_SharedExplicitNameDiffers_IsTwoStates()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(OneName), Alphabet);
        Assert.Matches(@"^Door \(line \d+\)$", graph.Nodes[0].Name);
        Assert.Equal("Hall", graph.Nodes[1].Name);
        Assert.Matches(@"^Door \(line \d+\)$", graph.Nodes[2].Name);
        Assert.Equal("Completed", graph.Nodes[3].Name);
        Assert.NotEqual(graph.Nodes[0].Name, graph.Nodes[2].Name);
        Assert.Equal(graph.Nodes.Skip(1), graph.Edges.Select(edge => edge.To).Distinct());
    }

    /// <summary>A chain of waits that are distinguished only by their distance from the end.</summary>
    [Fact]
    public void Explore_WaitsDifferLater_AreSeparateStates()
    {
        var graph = StateGraph.Explore(() => Machine.Start<string>(Steps), ["step"]);
        Assert.Equal(4, graph.Nodes.Count);
        Assert.Equal(["step", "step", "step"], graph.Edges.Select(edge => edge.Trigger));
        Assert.Equal(graph.Nodes.Skip(1), graph.Edges.Select(edge => edge.To));
        Assert.True(graph.Nodes[^1].IsFinal);
    }

    private static async Coroutine OneLine(Inbox<string> inbox)
    {
        while (await inbox.Expect("open") is not null && await inbox.Expect("close") is not null)
        {
        }
    }

    private static async Coroutine TwoLines(Inbox<string> inbox)
    {
        while (true)
        {
            await inbox.Expect("open");
            await inbox.Expect("close");
        }
    }

    private static async Coroutine OneName(Inbox<string> inbox)
    {
        await inbox.Receive("Door");
        await inbox.Receive("Hall");
        await inbox.Receive("Door");
    }

    private static async Coroutine CalledTwice(Inbox<string> inbox)
    {
        while (true)
        {
            await Wait(inbox, "open");
            await Wait(inbox, "close");
        }
    }

    private static async Coroutine CalledTwiceDeeper(Inbox<string> inbox)
    {
        while (true)
        {
            await Between(inbox, "open");
            await Between(inbox, "close");
        }
    }

    private static async Coroutine Between(Inbox<string> inbox, string e) => await Wait(inbox, e);

    private static async Coroutine Wait(Inbox<string> inbox, string e) => await inbox.Expect(e);

    private static IEnumerable<Wait> Generator(Inbox<string> inbox)
    {
        while (true)
        {
            yield return inbox.Expect("open");
            yield return inbox.Expect("close");
        }
    }

    private static async Coroutine Same(Inbox<string> inbox)
    {
        while (true)
        {
            await inbox.Receive();
            await inbox.Receive();
        }
    }

    /// <summary>The door of the README, which waits as "Closed" again in each branch.</summary>
    private static async Coroutine Named(Inbox<string> inbox)
    {
        var e = await inbox.Receive("Closed");
        while (true)
        {
            if (e is "lock")
            {
                while (await inbox.Receive("Locked") is not "open")
                {
                }

                e = await inbox.Receive("Closed");
            }
            else if (e is "open")
            {
                while (await inbox.Receive("Open") is not "close")
                {
                }

                e = await inbox.Receive("Closed");
            }
            else
            {
                e = await inbox.Receive("Closed");
            }
        }
    }

    private static async Coroutine Steps(Inbox<string> inbox)
    {
        await inbox.Receive();
        await inbox.Receive();
        await inbox.Receive();
    }
}
