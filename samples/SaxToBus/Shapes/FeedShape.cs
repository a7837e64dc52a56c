using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>One of the shapes that feeds come in, recognised by the root element: its machine in each form.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Namespace">The namespace of its root; "" for none.</param>
/// <param name="Root">The root's name without prefix.</param>
/// <remarks>
/// Each form begins at the start of the root, finds each bus, and emits its record as soon as it is complete. What a field is, and what is missing or malformed, is not theirs: they share the class that collects it.
/// </remarks>
internal sealed record FeedShape(string Name, string Namespace, string Root)
{
    /// <summary>Starts a declared machine on a backend.</summary>
    /// <returns>What takes the events, beginning with the start of the root.</returns>
    internal delegate Action<SaxEvent> StartChart(Backend backend, Action<Bus> emit, FeedFaults faults);

    /// <summary>Gets the machine as a coroutine; called when the root is the inbox's current event.</summary>
    public required Func<Inbox<SaxEvent>, Action<Bus>, FeedFaults, Coroutine> Coroutine { get; init; }

    /// <summary>Gets the machine as an iterator that yields its waits; called when the root is the inbox's current event.</summary>
    public required Func<Inbox<SaxEvent>, Action<Bus>, FeedFaults, IEnumerable<Wait>> Generator { get; init; }

    /// <summary>Gets the machine as a declared statechart.</summary>
    public required StartChart Chart { get; init; }

    /// <summary>Gets all shapes, the one of the course first. One more is a folder beside theirs, and its line here.</summary>
    private static FeedShape[] All => [BusFeed.Shape, SiriFeed.Shape];

    /// <summary>Finds the shape of a feed by its root: that of the course, if no other claims it.</summary>
    /// <param name="root">The start of the root.</param>
    /// <param name="faults">Gets a root that has the name of another shape, but not its namespace.</param>
    public static FeedShape Of(SaxEvent root, FeedFaults faults)
    {
        var (name, space) = (root.LocalName, root.NamespaceUri);
        if (Array.Find(All, shape => shape.Root == name && shape.Namespace == space) is { } found)
            return found;
        if (Array.Find(All, shape => shape.Root == name && shape != BusFeed.Shape) is { } meant)
            faults.Add("unknown namespace", $"the root {root.Name} is in the namespace \"{space}\"; expected is \"{meant.Namespace}\"", root.Line, root.Column);
        return BusFeed.Shape;
    }
}
