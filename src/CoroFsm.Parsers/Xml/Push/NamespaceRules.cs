namespace CoroFsm.Parsers.Xml;

/// <summary>Applies Namespaces in XML 1.0 to a start tag: declares prefixes, and checks those that are used.</summary>
internal sealed class NamespaceRules(XmlPushOptions options, DocumentNames names, XmlToken token, XmlFaults faults)
{
    /// <summary>From this many attributes with prefixes on, equal names are found by a set instead of in pairs.</summary>
    private const int FewPrefixes = 8;

    private readonly HashSet<(string LocalName, string Uri)> expandedNames = [];
    private readonly NamespaceScopes scopes = names.Scopes;

    /// <summary>Declares the namespaces of the current start tag, and checks the prefixes of its attributes.</summary>
    /// <param name="depth">The depth of the element, from 1.</param>
    internal void Apply(int depth)
    {
        var declared = 0;
        var prefixed = 0;
        foreach (ref var attribute in token.Attributes.AsSpan(0, token.Count))
        {
            ref var record = ref names.Table[attribute.Name];
            if (record.Kind == NameKind.Plain)
            {
                prefixed += record.Prefix != NamespaceScopes.NoPrefix ? 1 : 0;
                continue;
            }

            CheckDeclarationCount(++declared, attribute.Offset);
            Declare(attribute, record.Kind, depth);
        }

        if (prefixed > 0)
            CheckPrefixes(prefixed);
    }

    internal void CheckDeclarationCount(int count, int offset)
    {
        if (count > options.MaxNamespaceDeclarations)
        {
            faults.FailLimit(offset, "The namespace declarations of this tag are more than", options.MaxNamespaceDeclarations);
        }
    }

    /// <summary>Checks the prefix of an element that has one.</summary>
    internal void CheckElement(int name, int offset)
    {
        ref var record = ref names.Table[name];
        if (record.Kind == NameKind.Namespace)
            faults.Fail(offset, "An element cannot have the prefix xmlns.");
        if (scopes.IsUnbound(record.Prefix))
            FailPrefix(name, offset);
    }

    private void Declare(in AttributeRecord attribute, NameKind kind, int depth)
    {
        var value = token.ValueOf(attribute);
        var offset = attribute.Offset;
        if (value.Length > options.MaxNameLength)
            faults.FailLimit(offset, "The name of a namespace is longer than", options.MaxNameLength);
        if (scopes.Count >= options.MaxNamespacesInScope)
        {
            faults.FailLimit(offset, "The namespace declarations of all open elements are more than", options.MaxNamespacesInScope);
        }

        var uri = scopes.Atomise(value);
        var prefix = kind == NameKind.DefaultNamespace ? "" : names.Table.StringsOf(attribute.Name).LocalName;
        if (prefix == "xmlns")
            faults.Fail(offset, "The prefix xmlns cannot be declared.");
        if (prefix.Length > 0 && uri.Length == 0)
            faults.Fail(offset, $"The prefix {prefix} needs a namespace: it cannot be \"\".");
        if (prefix == "xml" != (uri == NamespaceScopes.XmlUri))
            faults.Fail(offset, $"The prefix xml, and no other, stands for {NamespaceScopes.XmlUri}.");
        if (uri == NamespaceScopes.XmlnsUri)
            faults.Fail(offset, $"No prefix may stand for {NamespaceScopes.XmlnsUri}.");
        scopes.Declare(scopes.NumberOf(prefix), uri, depth);
    }

    /// <summary>Checks that all prefixes are declared, and that no two attributes have the same local name in the same namespace.</summary>
    private void CheckPrefixes(int prefixed)
    {
        if (prefixed > FewPrefixes)
            expandedNames.Clear();
        var attributes = token.Attributes.AsSpan(0, token.Count);
        for (var i = 0; i < attributes.Length; i++)
        {
            ref var record = ref names.Table[attributes[i].Name];
            if (record.Prefix == NamespaceScopes.NoPrefix || record.Kind != NameKind.Plain)
                continue;
            if (scopes.IsUnbound(record.Prefix))
                FailPrefix(attributes[i].Name, attributes[i].Offset);
            if (prefixed == 1)
                return;

            var localName = names.Table.StringsOf(attributes[i].Name).LocalName;
            var uri = scopes[record.Prefix]!;
            if (prefixed > FewPrefixes ? !expandedNames.Add((localName, uri)) : Contains(attributes[..i], localName, uri))
                faults.Fail(attributes[i].Offset, $"The attribute {localName} of the namespace {uri} is there twice.");
        }
    }

    private bool Contains(ReadOnlySpan<AttributeRecord> attributes, string localName, string uri)
    {
        foreach (ref readonly var attribute in attributes)
        {
            ref var record = ref names.Table[attribute.Name];
            if (record.Prefix != NamespaceScopes.NoPrefix && record.Kind == NameKind.Plain
                && scopes[record.Prefix] == uri && names.Table.StringsOf(attribute.Name).LocalName == localName)
                return true;
        }

        return false;
    }

    private void FailPrefix(int name, int offset)
    {
        var prefix = names.Table.StringsOf(name).Prefix;
        faults.Fail(offset, $"The prefix {prefix} is not declared: xmlns:{prefix}=\"…\" is expected on the element or around it.");
    }
}
