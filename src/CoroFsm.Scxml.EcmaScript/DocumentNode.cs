using System.Xml.Linq;
using Jint;
using Jint.Native.Object;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>A node of an XML document, as scripts see it.</summary>
internal sealed class DocumentNode : ObjectInstance
{
    internal DocumentNode(Engine engine, ObjectInstance prototype, XNode node)
        : base(engine)
    {
        Prototype = prototype;
        Node = node;
        PreventExtensions();
    }

    internal XNode Node { get; }

    /// <summary>Returns what leaves the session for this node: an element, or the text of any other node.</summary>
    internal object? ToXml() => Node switch
    {
        XDocument document => document.Root,
        XElement element => element,
        _ => DocumentNodes.TextOf(Node),
    };
}
