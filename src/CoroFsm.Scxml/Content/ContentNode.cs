using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Content;

/// <summary>An element of executable content.</summary>
internal abstract class ContentNode(MarkupElement element)
{
    internal SourcePosition Position { get; } = element.Position;

    internal string Name { get; } = element.Name;

    /// <summary>Executes the element.</summary>
    /// <exception cref="ScxmlErrorException">An error that the document can handle.</exception>
    internal void Run(Execution session)
    {
        session.Visit(Position);
        try
        {
            Execute(session);
        }
        catch (ScxmlErrorException error)
        {
            error.Place(this.ToString(), Position);
            throw;
        }
    }

    private protected abstract void Execute(Execution session);

    /// <summary>Returns a short text of the element, for graphs and messages.</summary>
    public override string ToString() => $"<{Name}>";
}
