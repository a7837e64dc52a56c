namespace CoroFsm.Tests.Pipelines;

/// <summary>Builds a graph of stages, and runs it.</summary>
internal sealed class GraphRun
{
    private readonly Graph graph;
    private readonly Exception failure;
    private readonly FanInStage<int>?[] fans;
    private int received;

    public GraphRun(Graph graph, Exception failure)
    {
        this.graph = graph;
        this.failure = failure;
        fans = new FanInStage<int>?[graph.Shared.Length];
        var root = Build(graph.Root);
        try
        {
            Items().PushTo(root);
            Outcome = "succeeds";
        }
        catch (Exception error)
        {
            Outcome = ReferenceEquals(error, failure) ? "fails" : $"{error}";
        }
    }

    public Dictionary<Graph.Node, Recording<int>> Sinks { get; } = [];

    public string Outcome { get; }

    private IEnumerable<int> Items()
    {
        for (var i = 0; i < graph.Items.Length; i++)
        {
            if (graph.FailsIn is null && graph.FailsAt == i)
                throw failure;
            yield return graph.Items[i];
        }

        if (graph.FailsIn is null && graph.FailsAt == graph.Items.Length)
            throw failure;
    }

    private IObserver<int> Build(Graph.Node node)
    {
        var next = Array.ConvertAll(node.Next, Build);
        return node.Kind switch
        {
            "sink" => ToSink(node),
            "fan" => ToFan(node),
            "filter" => Stage.Filter(i => GraphModel.IsLetThrough(node.N, Checked(node, i)), next[0]),
            "map" => Stage.Map((int i) => GraphModel.Mapped(node.N, Checked(node, i)), next[0]),
            "tap" => Stage.Tap(i => Checked(node, i), next[0]),
            "batch" => Tapped(node, Stage.Batch(node.N, new Flatten(next[0]))),
            "broadcast" => Tapped(node, Stage.Broadcast(next)),
            "route" => Stage.Route((int i) => GraphModel.KeyOf(node.N, Checked(node, i)), key => next[key]),
            _ => Stage.To<int, int>(next[0], (inbox, emit) => Run(node, inbox, emit)),
        };
    }

    private Recording<int> ToSink(Graph.Node node)
    {
        var sink = new Recording<int> { Check = i => Checked(node, i) };
        Sinks.Add(node, sink);
        return sink;
    }

    private IObserver<int> ToFan(Graph.Node node)
    {
        fans[node.N] ??= Stage.FanIn(Build(graph.Shared[node.N]));
        return Tapped(node, fans[node.N]!.Input());
    }

    /// <summary>A node that cannot fail by itself fails just before the item.</summary>
    private IObserver<int> Tapped(Graph.Node node, IObserver<int> stage) =>
        node == graph.FailsIn ? Stage.Tap(i => Checked(node, i), stage) : stage;

    private int Checked(Graph.Node node, int item) => node == graph.FailsIn && received++ == graph.FailsAt ? throw failure : item;

    private async Coroutine Run(Graph.Node node, Inbox<int> inbox, Action<int> emit)
    {
        var count = 0;
        var total = 0;
        await foreach (var i in inbox)
        {
            Checked(node, i);
            total += i;
            if (node.Kind != "total")
                emit(i);
            if (node.Kind == "twice")
                emit(i + 100);
            if (node.Kind == "take" && ++count == node.N)
                return;
        }

        if (node.Kind == "total")
            emit(total);
    }

    private sealed class Flatten(IObserver<int> next) : Stage<int[], int>(next)
    {
        public override void OnNext(int[] value)
        {
            foreach (var item in value)
                Next.OnNext(item);
        }
    }
}
