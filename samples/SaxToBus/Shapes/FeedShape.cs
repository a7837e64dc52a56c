using CoroFsm;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>One of the shapes that feeds come in, recognised by the root element: its machine in each form.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Namespace">The namespace of its root; "" for none.</param>
/// <param name="Root">The root's name without prefix.</param>
/// <remarks>
/// Each form begins at the start of the root, finds each bus, and emits its record as soon as it is complete. The class that collects
/// the fields, which all forms share, decides what a field is, and what is missing or malformed.
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

    /// <summary>Gets the roots that shapes claim, in words.</summary>
    public static string Roots => string.Join(
        ", or ",
        All.Select(shape => shape.Namespace.Length == 0 ? shape.Root : $"{shape.Root} in the namespace \"{shape.Namespace}\"").Reverse());

    /// <summary>Finds the shape of a feed by its root: that of the course, if no other claims it.</summary>
    /// <param name="root">The start of the root.</param>
    /// <param name="faults">Gets the root, and whether a shape claims it.</param>
    public static FeedShape Of(SaxEvent root, FeedFaults faults)
    {
        var found = Claiming(root);
        faults.Content.SetRoot(root, found);
        return found ?? BusFeed.Shape;
    }

    /// <summary>
    /// Finds the shape of a feed within an envelope: by its root, or by any element of SIRI, for services have roots of their own.
    /// </summary>
    /// <param name="start">The start of an element.</param>
    /// <param name="faults">Gets the element as the root, if a shape claims it.</param>
    /// <returns>The shape; null if none claims the element.</returns>
    public static FeedShape? Within(SaxEvent start, FeedFaults faults)
    {
        var found = Claiming(start) ?? (start.NamespaceUri == SiriFeed.Namespace ? SiriFeed.Shape : null);
        if (found is null)
            return null;

        faults.Content.SetRoot(start, found);
        if (found == SiriFeed.Shape && start.LocalName == SiriAnswer.Vehicles)
            faults.Content.AddDelivery(SiriAnswer.Vehicles);
        return found;
    }

    private static FeedShape? Claiming(SaxEvent root)
    {
        var (name, space) = (root.LocalName, root.NamespaceUri);
        return Array.Find(All, shape => shape.Root == name && shape.Namespace == space);
    }
}
