using System.Xml.Linq;

namespace CoroFsm.Scxml.Markup;

/// <summary>An element of a document as it was read, before it has a meaning.</summary>
internal sealed class MarkupElement(string name, string localName, string namespaceUri, SourcePosition position)
{
    /// <summary>The namespace of SCXML.</summary>
    internal const string Scxml = "http://www.w3.org/2005/07/scxml";

    private const string Declarations = "http://www.w3.org/2000/xmlns/";

    /// <summary>Gets the name as written, with its prefix.</summary>
    internal string Name { get; } = name;

    internal string LocalName { get; } = localName;

    internal string NamespaceUri { get; } = namespaceUri;

    internal SourcePosition Position { get; } = position;

    /// <summary>Gets the attributes; namespace declarations are not among them.</summary>
    internal List<MarkupAttribute> Attributes { get; } = [];

    /// <summary>Gets the elements and the texts inside.</summary>
    internal List<object> Nodes { get; } = [];

    internal IEnumerable<MarkupElement> Elements => Nodes.OfType<MarkupElement>();

    /// <summary>Gets the text directly inside.</summary>
    internal string Text => string.Concat(Nodes.OfType<string>());

    internal bool HasText => Nodes.OfType<string>().Any(static text => !string.IsNullOrWhiteSpace(text));

    internal bool IsScxml => NamespaceUri == Scxml;

    /// <summary>Gets the value of an attribute without a namespace; null if it is absent.</summary>
    internal string? this[string attribute]
    {
        get
        {
            foreach (var (local, uri, value) in Attributes)
            {
                if (uri.Length == 0 && local == attribute)
                    return value;
            }

            return null;
        }
    }

    internal static bool IsDeclaration(string namespaceUri) => namespaceUri == Declarations;

    /// <summary>Converts the element to the form in which data models take markup.</summary>
    internal XElement ToXml()
    {
        XElement xml = new(XName.Get(LocalName, NamespaceUri));
        foreach (var (local, uri, value) in Attributes)
            xml.SetAttributeValue(XName.Get(local, uri), value);
        foreach (var node in Nodes)
            xml.Add(node is MarkupElement element ? element.ToXml() : new XText((string)node));
        return xml;
    }

    public override string ToString() => $"<{Name}>";
}
