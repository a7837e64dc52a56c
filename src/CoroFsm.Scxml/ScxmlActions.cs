namespace CoroFsm.Scxml;

/// <summary>
/// Represents the executable content of the application: actions by the namespace and the local name of their elements.
/// </summary>
/// <remarks>
/// An element of a namespace without actions is ignored: editors keep their own data in such elements. An unknown element of a namespace
/// with actions is a fault when a session starts.
/// </remarks>
public sealed class ScxmlActions
{
    private readonly Dictionary<(string NamespaceUri, string Name), Action<ScxmlActionContext>> actions = [];
    private readonly HashSet<string> namespaces = [];

    /// <summary>Gets or sets the action of an element.</summary>
    /// <param name="namespaceUri">The namespace of the element.</param>
    /// <param name="name">The local name of the element.</param>
    /// <returns>The action.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The namespace is empty, or that of SCXML.</exception>
    /// <exception cref="KeyNotFoundException">There is no such action.</exception>
    public Action<ScxmlActionContext> this[string namespaceUri, string name]
    {
        get => Find(namespaceUri, name) ?? throw new KeyNotFoundException($"There is no action {name} of the namespace {namespaceUri}.");
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(namespaceUri);
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(value);
            if (namespaceUri == Markup.MarkupElement.Scxml)
            {
                throw new ArgumentException(
                    "The namespace of SCXML has its own elements. Use a namespace of the application.", nameof(namespaceUri));
            }

            actions[(namespaceUri, name)] = value;
            namespaces.Add(namespaceUri);
        }
    }

    internal Action<ScxmlActionContext>? Find(string namespaceUri, string name) => actions.GetValueOrDefault((namespaceUri, name));

    /// <summary>Determines whether an element ought to have an action, but has none.</summary>
    internal bool Lacks(string namespaceUri, string name) =>
        namespaces.Contains(namespaceUri) && !actions.ContainsKey((namespaceUri, name));
}
