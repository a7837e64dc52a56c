namespace CoroFsm.Tests.Pipelines;

/// <summary>
/// Model of a pipeline: each stage is a function from the list of all items that it receives to the list of all that it sends.
/// </summary>
/// <remarks>
/// Each item carries its position in time: the number of the source's item, and the branch or repetition taken at each stage since. These
/// positions are ordered like words, so merging is sorting. A failure is found in a first pass; its effects are removed from the lists in
/// the next one. A coroutine that has failed does so again at the items that still arrive, which is found and removed in the same way,
/// until nothing is left.
/// </remarks>
internal sealed class GraphModel
{
    private const int Later = 1_000_000;

    private readonly Graph graph;

    /// <summary>Which node has failed at which item, and the causes of that failure.</summary>
    private readonly List<(Graph.Node Node, Item Item)> faults = [];

    /// <summary>The ends of coroutines that have failed.</summary>
    private readonly HashSet<End> ownEnds = new(ReferenceEqualityComparer.Instance);

    /// <summary>The items that would reach coroutines that have failed.</summary>
    private readonly List<(Graph.Node Node, Item Item)> tooLate = [];

    private GraphModel(Graph graph) => this.graph = graph;

    /// <summary>The end and its cause.</summary>
    public sealed record End(int[] At, bool IsFailure, Step[] Way);

    /// <summary>
    /// An item, and which of the stages that matter for its failure have sent it, each with the position of what was sent.
    /// </summary>
    public sealed record Item(int[] At, int Value, Step[] Way);

    public sealed record Step(Graph.Node Node, int[] At, int[] When);

    public sealed record Stream(Item[] Items, End? End);

    public sealed record Outcome(Dictionary<Graph.Node, Stream> Sinks, bool Fails);

    public static Outcome Of(Graph graph)
    {
        var model = new GraphModel(graph);
        var items = graph.Items.Select((value, i) => new Item([i], value, [])).ToArray();
        if (graph.FailsAt is { } at && graph.FailsIn is null && at <= items.Length)
            return new(model.Sinks(new(items[..at], new([Later], IsFailure: true, []))), Fails: true);

        var whole = new Stream(items, new([Later], IsFailure: false, []));
        if (graph.FailsIn is null)
            return new(model.Sinks(whole), Fails: false);

        var received = model.Inputs(whole)[graph.FailsIn].Items;
        if (graph.FailsAt >= received.Length)
            return new(model.Sinks(whole), Fails: false);

        // The source stops after the item that led to the failure, or had already pushed all.
        var fault = received[graph.FailsAt!.Value];
        var last = fault.At[0];
        var source = last == Later ? whole : new(items[..(last + 1)], new([Later], IsFailure: true, []));
        model.faults.Add((graph.FailsIn, fault));
        while (true)
        {
            var sinks = model.Sinks(source);
            if (model.tooLate.Count == 0)
                return new(sinks, Fails: true);
            model.faults.Add(model.tooLate.MinBy(late => late.Item.At, Order));
        }
    }

    private Dictionary<Graph.Node, Stream> Sinks(Stream source) =>
        Inputs(source).Where(input => input.Key.Kind == "sink").ToDictionary(input => input.Key, input => input.Value);

    /// <summary>The items that each node receives.</summary>
    private Dictionary<Graph.Node, Stream> Inputs(Stream source)
    {
        tooLate.Clear();
        ownEnds.Clear();
        Dictionary<Graph.Node, Stream> inputs = [];
        var merged = graph.Shared.Select(_ => new List<Stream>()).ToArray();
        Visit(graph.Root, source);
        for (var i = 0; i < merged.Length; i++)
        {
            if (merged[i].Count > 0)
                Visit(graph.Shared[i], Merged(merged[i]));
        }

        return inputs;

        void Visit(Graph.Node node, Stream input)
        {
            var taken = Without(node, input);
            inputs.Add(node, taken);
            if (node.Kind == "fan")
                merged[node.N].Add(taken);
            for (var i = 0; i < node.Next.Length; i++)
            {
                var output = Cut(node, Output(node, i, taken));
                if (output.End is { } end && ownEnds.Contains(end))
                    tooLate.AddRange(
                        input.Items.Where(item => !IsBefore(item.At, end) && !HasFailedAt(node, item)).Select(item => (node, item)));
                Visit(node.Next[i], output);
            }
        }
    }

    private static Stream Output(Graph.Node node, int branch, Stream input)
    {
        var (items, end) = (input.Items, input.End);
        return node.Kind switch
        {
            "filter" => input with { Items = [.. items.Where(item => IsLetThrough(node.N, item.Value))] },
            "map" => input with { Items = [.. items.Select(item => item with { Value = Mapped(node.N, item.Value) })] },
            "tap" => input,
            "broadcast" => new(
                [.. items.Select(item => item with { At = [.. item.At, branch] })],
                end is null ? null : end with { At = [.. end.At, branch] }),
            "route" => Routed(node.N, branch, input),
            "batch" => Batched(node, input),
            "pass" => input with { Items = [.. items.Select(item => Sent(node, item, item.Value, 0))] },
            "twice" => input with
            {
                Items = [.. items.SelectMany(item => new[] { Sent(node, item, item.Value, 0), Sent(node, item, item.Value + 100, 1) })],
            },
            "take" when items.Length >= node.N && IsBefore(items[node.N - 1].At, end) =>
                new(
                    [.. items.Take(node.N).Select(item => Sent(node, item, item.Value, 0))],
                    new([.. items[node.N - 1].At, Later], IsFailure: false, items[node.N - 1].Way)),
            "take" => input with { Items = [.. items.Select(item => Sent(node, item, item.Value, 0))] },
            "total" when end is { IsFailure: false } =>
                new([Sent(node, new(end.At, 0, end.Way), items.Sum(item => item.Value), 0)], end with { At = [.. end.At, 1] }),
            "total" => new([], end),
            _ => input,
        };
    }

    public static bool IsLetThrough(int n, int value) => value % (n + 1) != 0;

    public static int Mapped(int n, int value) => value + n;

    public static int KeyOf(int n, int value) => Math.Abs(value) % n;

    private static Stream Routed(int n, int branch, Stream input)
    {
        Item[] mine = [.. input.Items.Where(item => KeyOf(n, item.Value) == branch)];
        return mine.Length == 0
            ? new([], null)
            : new(
                mine,
                input.End is null
                    ? null
                    : input.End with
                    {
                        At = [.. input.End.At, input.Items.Select(item => KeyOf(n, item.Value)).Distinct().ToList().IndexOf(branch)],
                    });
    }

    /// <summary>Batches, split again by the next stage.</summary>
    private static Stream Batched(Graph.Node node, Stream input)
    {
        List<Item> sent = [];
        foreach (var batch in input.Items.Chunk(node.N))
        {
            // A full batch leaves with its last item; the remainder leaves with the end, if there is one.
            var isFull = batch.Length == node.N;
            if (!isFull && input.End is null)
                break;

            var trigger = isFull ? batch[^1] : new Item(input.End!.At, 0, input.End.Way);
            for (var i = 0; i < batch.Length; i++)
                sent.Add(Sent(node, trigger, batch[i].Value, i));
        }

        return new([.. sent], input.End is null ? null : input.End with { At = [.. input.End.At, Later] });
    }

    private static Item Sent(Graph.Node node, Item trigger, int value, int number) =>
        new([.. trigger.At, number], value, [.. trigger.Way, new(node, [.. trigger.At, number], trigger.At)]);

    /// <summary>All upstreams in the order of time, until the first failure; complete when all are.</summary>
    private static Stream Merged(List<Stream> upstreams)
    {
        var failure = upstreams.Select(upstream => upstream.End).OfType<End>().Where(end => end.IsFailure).MinBy(end => end.At, Order);
        var end = failure
            ?? (upstreams.Any(upstream => upstream.End is null)
                ? null
                : upstreams.Select(upstream => upstream.End!).MaxBy(end => end.At, Order));
        return new(
            [
                .. upstreams.SelectMany(upstream => upstream.Items)
                .Where(item => failure is null || IsBefore(item.At, failure))
                .OrderBy(item => item.At, Order),
            ],
            end);
    }

    /// <summary>The items that a node receives, without the one at which it fails and what arrives after it has returned.</summary>
    private Stream Without(Graph.Node node, Stream input)
    {
        if (node.Kind == "take")
            input = input with { Items = [.. input.Items.Take(node.N)] };
        return input with { Items = [.. input.Items.Where(item => !HasFailedAt(node, item))] };
    }

    private bool HasFailedAt(Graph.Node node, Item item) =>
        faults.Exists(fault => fault.Node == node && Order.Compare(fault.Item.At, item.At) == 0);

    /// <summary>
    /// The items that a node sends, if they led to the failure, or if it fails itself and is a coroutine: then it ends at that position.
    /// </summary>
    private Stream Cut(Graph.Node node, Stream output)
    {
        foreach (var (failed, item) in faults)
        {
            if (failed == node)
                output = node.IsCoroutine ? Ended(node, output, item.At) : output;
            else if (item.Way.FirstOrDefault(step => step.Node == node) is { } step)
                output = Cut(node, output, step);
        }

        return output;
    }

    private Stream Cut(Graph.Node node, Stream output, Step step)
    {
        if (node.IsCoroutine || (output.End is { } end && end.At.AsSpan()[..^1].SequenceEqual(step.When)))
            return Ended(node, output, step.At);      // also a batch that left with the end

        // The rest of the batch is not sent; other batches are.
        return output with
        {
            Items = [.. output.Items.Where(item => Order.Compare(item.At, step.At) <= 0 || !item.At.AsSpan().StartsWith(step.When))],
        };
    }

    private Stream Ended(Graph.Node node, Stream output, int[] at)
    {
        var end = new End([.. at, Later], IsFailure: true, []);
        if (output.End is { } earlier && Order.Compare(earlier.At, end.At) < 0)
            return output;
        if (node.IsCoroutine)
            ownEnds.Add(end);
        return new([.. output.Items.Where(item => IsBefore(item.At, end))], end);
    }

    private static bool IsBefore(int[] at, End? end) => end is null || Order.Compare(at, end.At) < 0;

    private static Comparer<int[]> Order { get; } = Comparer<int[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));
}
