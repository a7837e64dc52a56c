using System.Xml;
using CoroFsm;
using CoroFsm.Parsers;

namespace SaxToBus;

/// <summary>One of the shapes that feeds come in, recognised by the root element.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Namespace">The namespace of its root; "" for none.</param>
/// <param name="Root">The root's name without prefix.</param>
/// <param name="Read">Reads what follows the start of the root, and emits each bus as soon as it is complete.</param>
internal sealed record FeedShape(string Name, string Namespace, string Root, Func<Inbox<SaxEvent>, Action<Bus>, FeedFaults, Coroutine> Read)
{
    /// <summary>The shape of the course: any root that is not another shape's is taken for it.</summary>
    public static readonly FeedShape Course = new("buses", "", "buses", static (sax, emit, _) => BusFeed.Read(sax, emit));

    /// <summary>All shapes. One more is one file of coroutines, and its line here.</summary>
    private static readonly FeedShape[] All = [Course, SiriFeed.Shape];

    /// <summary>Finds the shape of a feed by its root.</summary>
    /// <param name="root">The start of the root.</param>
    public static FeedShape Of(SaxEvent root) =>
        Array.Find(All, shape => shape.Root == root.LocalName && shape.Namespace == root.NamespaceUri) ?? Course;

    /// <summary>Checks that a feed is of the shape of the course: the other backends read no other.</summary>
    /// <param name="root">The start of the root.</param>
    /// <exception cref="XmlException">It is not.</exception>
    public static void RequireCourse(SaxEvent root)
    {
        if (Of(root) is var shape && shape != Course)
            throw new XmlException($"this feed is {shape.Name}, which is read by the coroutine: use --backend coroutine", innerException: null, root.Line, root.Column);
    }

    /// <summary>Waits for the root, and leaves the rest to its shape.</summary>
    public static async Coroutine ReadAny(Inbox<SaxEvent> sax, Action<Bus> emit, FeedFaults faults)
    {
        await foreach (var e in sax)
        {
            if (e.Kind != SaxKind.StartElement)
                continue;

            var shape = Of(e);
            if (shape == Course && Array.Find(All, other => other != Course && other.Root == e.LocalName) is { } meant)
                faults.Add("unknown namespace", $"the root {e.Name} is in the namespace \"{e.NamespaceUri}\"; expected is \"{meant.Namespace}\"", e.Line, e.Column);
            else if (e.IsStart("bus"))
                emit(await BusFeed.ReadOne(sax));
            await shape.Read(sax, emit, faults);
        }
    }
}
