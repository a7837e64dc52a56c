using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Tests.Pipelines;

/// <summary>A random pipeline: a tree whose leaves are sinks or shared fan-ins with their own trees below them.</summary>
/// <param name="Root">The node that the source pushes into.</param>
/// <param name="Shared">The node below each fan-in; it leads to later ones only.</param>
/// <param name="Items">The items that the source pushes.</param>
/// <param name="FailsIn">The node that fails; null: none, or the source does.</param>
/// <param name="FailsAt">
/// The index of the received item at which it fails, or of the pushed item, for the source; null: nothing fails.
/// </param>
public sealed record Graph(Graph.Node Root, Graph.Node[] Shared, int[] Items, Graph.Node? FailsIn, int? FailsAt)
{
    private const int MaxDepth = 5;

    public static Gen<Graph> Random { get; } =
        from fans in Gen.Choose(0, 3)
        from root in Nodes(MaxDepth, 0, fans)
        from shared in Gen.CollectToArray(Enumerable.Range(0, fans), i => Nodes(3, i + 1, fans))
        from items in Gen.Choose(-20, 20).ArrayOf()
        let used = Used(root, shared)
        from node in Gen.Elements(used)
        from what in Gen.Elements("nothing", "source", "stage", "stage", "stage")
        from at in Gen.Choose(0, Math.Max(3, items.Length))
        select new Graph(root, shared, items, what == "stage" ? node : null, what == "nothing" ? null : at);

    /// <summary>Gets the reachable nodes.</summary>
    public Node[] All => Used(Root, Shared);

    public override string ToString() =>
        $"{string.Join(',', Items)} -> {Root}; {string.Join("; ", Shared.Select((node, i) => $"fan{i}: {node}"))}; fails: "
            + $"{(FailsAt is null ? "nothing" : FailsIn is null ? "source" : FailsIn.Name)} at {FailsAt}";

    private static Gen<Node> Nodes(int depth, int fan, int fans)
    {
        var leaf = fan < fans && depth < MaxDepth
            ? Gen.OneOf(
                Gen.Fresh(() => new Node("sink", 0)),
                Gen.Choose(fan, fans - 1).Select(i => new Node("fan", i)),
                Gen.Choose(fan, fans - 1).Select(i => new Node("fan", i)))
            : Gen.Fresh(() => new Node("sink", 0));
        if (depth == 0)
            return leaf;

        var below = Nodes(depth - 1, fan, fans);
        var line =
            from kind in Gen.Elements("filter", "map", "tap", "batch", "pass", "twice", "take", "total")
            from n in Gen.Choose(1, 4)
            from next in below
            select new Node(kind, n, next);
        var branches =
            from kind in Gen.Elements("broadcast", "broadcast", "route")
            from n in Gen.Choose(1, 3)
            from next in below.ArrayOf(n)
            select new Node(kind, n, next);
        return depth == MaxDepth ? Gen.OneOf(line, branches) : Gen.Frequency((1, leaf), (4, line), (3, branches));
    }

    private static Node[] Used(Node root, Node[] shared)
    {
        List<Node> used = [];
        var fans = new HashSet<int>();
        Visit(root);
        return [.. used];

        void Visit(Node node)
        {
            used.Add(node);
            foreach (var next in node.Next)
                Visit(next);
            if (node.Kind == "fan" && fans.Add(node.N))
                Visit(shared[node.N]);
        }
    }

    /// <summary>A stage: its kind, a parameter, and its successors. Two stages are equal if they are the same object.</summary>
    public sealed class Node(string kind, int n, params Node[] next)
    {
        public string Kind => kind;

        public int N => n;

        public Node[] Next => next;

        public bool IsCoroutine => kind is "pass" or "twice" or "take" or "total";

        public string Name => $"{kind}{n}";

        public override string ToString() => next.Length == 0 ? Name : $"{Name}({string.Join(", ", next.AsEnumerable())})";
    }
}
