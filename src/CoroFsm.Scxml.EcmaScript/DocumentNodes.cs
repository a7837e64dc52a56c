using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;
using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>Shows XML to the scripts of an engine as a document object model that can be read and not changed.</summary>
internal sealed class DocumentNodes(Engine engine)
{
    private readonly ConditionalWeakTable<XNode, DocumentNode> wrappers = [];
    private JsObject? prototype;

    /// <summary>Makes a document with a copy of an element as its root.</summary>
    internal JsValue Document(XElement root) => Wrap(new XDocument(root));

    internal static string TextOf(XNode? node) => node switch
    {
        XText text => text.Value,
        XComment comment => comment.Value,
        XProcessingInstruction instruction => instruction.Data,
        XContainer container => string.Concat(container.DescendantNodes().OfType<XText>().Select(static text => text.Value)),
        _ => "",
    };

    private JsValue Wrap(XNode? node) => node is null
        ? JsValue.Null
        : wrappers.GetValue(node, found => new(engine, prototype ??= CreatePrototype(), found));

    private JsArray Wrap(IEnumerable<XNode> nodes) => new(engine, [.. nodes.Select(Wrap)]);

    private JsObject CreatePrototype()
    {
        JsObject created = new(engine);
        Property(created, "nodeType", static node => node.NodeType switch
        {
            XmlNodeType.Element => 1,
            XmlNodeType.Text => 3,
            XmlNodeType.CDATA => 4,
            XmlNodeType.ProcessingInstruction => 7,
            XmlNodeType.Comment => 8,
            _ => 9,
        });
        Property(created, "nodeName", static node => node switch
        {
            XElement element => NameOf(element),
            XCData => "#cdata-section",
            XText => "#text",
            XComment => "#comment",
            XProcessingInstruction instruction => instruction.Target,
            _ => "#document",
        });
        Property(created, "nodeValue", static node => node is XContainer ? JsValue.Null : TextOf(node));
        Property(created, "textContent", static node => TextOf(node));
        Property(created, "tagName", static node => node is XElement element ? NameOf(element) : JsValue.Undefined);
        Property(created, "localName", static node => node is XElement element ? element.Name.LocalName : JsValue.Undefined);
        Property(created, "namespaceURI", static node =>
            node is XElement { Name.NamespaceName: { Length: > 0 } name } ? name : JsValue.Null);
        Property(created, "ownerDocument", node => Wrap(node.Document));
        Property(created, "documentElement", node => Wrap(node.Document?.Root));
        Property(created, "parentNode", node => Wrap(node.Parent ?? (node is XDocument ? null : (XNode?)node.Document)));
        Property(created, "childNodes", node => node is XContainer container ? Wrap(container.Nodes()) : Wrap([]));
        Property(created, "firstChild", node => Wrap((node as XContainer)?.FirstNode));
        Property(created, "lastChild", node => Wrap((node as XContainer)?.LastNode));
        Property(created, "nextSibling", node => Wrap(node.NextNode));
        Property(created, "previousSibling", node => Wrap(node.PreviousNode));
        Method(created, "hasChildNodes", static (node, _) => node is XContainer { FirstNode: not null });
        Method(created, "getAttribute", static (node, name) => Attribute(node, name)?.Value ?? JsValue.Null);
        Method(created, "hasAttribute", static (node, name) => Attribute(node, name) is not null);
        Method(created, "getElementsByTagName", (node, name) => Wrap(
            from element in (node as XContainer)?.Descendants() ?? []
            where name == "*" || NameOf(element) == name
            select element));
        Method(created, "toString", static (node, _) => node.ToString(SaveOptions.DisableFormatting));
        return created;
    }

    private static XAttribute? Attribute(XNode node, string name) =>
        (node as XElement)?.Attributes().FirstOrDefault(attribute => NameOf((XElement)node, attribute.Name) == name);

    private static string NameOf(XElement element) => NameOf(element, element.Name);

    private static string NameOf(XElement scope, XName name) =>
        name.NamespaceName.Length > 0 && scope.GetPrefixOfNamespace(name.Namespace) is { Length: > 0 } prefix
            ? $"{prefix}:{name.LocalName}"
            : name.LocalName;

    private void Property(JsObject target, string name, Func<XNode, JsValue> get)
    {
        ClrFunction getter = new(engine, name, (self, _) => get(NodeOf(self)));
        target.FastSetProperty(name, new GetSetPropertyDescriptor(getter, JsValue.Undefined, enumerable: false, configurable: false));
    }

    private void Method(JsObject target, string name, Func<XNode, string, JsValue> call)
    {
        ClrFunction method = new(engine, name, (self, arguments) => call(NodeOf(self), arguments is [var first, ..] ? first.ToString() : ""));
        target.FastSetProperty(name, new PropertyDescriptor(method, PropertyFlag.AllForbidden));
    }

    private static XNode NodeOf(JsValue self) =>
        self is DocumentNode node ? node.Node : throw new ScxmlErrorException("The value is no node of an XML document. Use a node.");
}
