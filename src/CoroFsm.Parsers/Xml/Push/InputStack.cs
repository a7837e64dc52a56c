namespace CoroFsm.Parsers.Xml;

/// <summary>The window of the document and, while the text of an entity is parsed, the windows of the entities inside it.</summary>
internal sealed class InputStack : IDisposable
{
    private readonly List<InputWindow> inner = [];

    /// <summary>The window that is parsed now.</summary>
    internal InputWindow Current;

    internal InputStack() => Current = Document;

    /// <summary>Gets the window of the document.</summary>
    internal InputWindow Document { get; } = new();

    /// <summary>
    /// Creates an empty window for the text of an entity the current one. Each level of nesting keeps its window for the next entity.
    /// </summary>
    /// <param name="level">The level of nesting, from 1.</param>
    /// <returns>The window that was current, for <see cref="Leave"/>.</returns>
    internal InputWindow Enter(int level)
    {
        while (inner.Count < level)
            inner.Add(new());
        var outer = Current;
        Current = inner[level - 1];
        Current.Reset();
        return outer;
    }

    /// <summary>Creates the window around an entity the current one again.</summary>
    /// <param name="outer">What <see cref="Enter"/> has returned.</param>
    internal void Leave(InputWindow outer) => Current = outer;

    /// <summary>Returns the buffers. While an entity is parsed it must not be called.</summary>
    public void Dispose()
    {
        Current.Dispose();
        foreach (var window in inner)
            window.Dispose();
        inner.Clear();
    }
}
