namespace CoroFsm.Scxml.Content;

/// <summary>A block of executable content: an error leaves the rest of it, and other blocks run.</summary>
internal sealed class Block(IReadOnlyList<ContentNode> nodes)
{
    internal static Block Empty { get; } = new([]);

    internal IReadOnlyList<ContentNode> Nodes { get; } = nodes;

    internal bool IsEmpty => Nodes.Count == 0;

    /// <summary>Executes the block. An error becomes an event.</summary>
    internal void Run(Execution session)
    {
        try
        {
            RunNodes(session);
        }
        catch (ScxmlErrorException error)
        {
            session.Report(error);
        }
    }

    /// <summary>Executes the block inside another element.</summary>
    /// <exception cref="ScxmlErrorException">An error that the document can handle.</exception>
    internal void RunNodes(Execution session)
    {
        foreach (var node in Nodes)
            node.Run(session);
    }

    /// <summary>Returns a short text of the content, for graphs.</summary>
    public override string ToString() => string.Join("; ", Nodes);
}
