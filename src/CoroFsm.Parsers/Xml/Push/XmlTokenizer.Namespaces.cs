namespace CoroFsm.Parsers.Xml;

/// <content>Namespaces in XML 1.0.</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>From this many attributes with prefixes on, equal names are found by a set instead of in pairs.</summary>
    private const int FewPrefixes = 8;

    private readonly HashSet<(string LocalName, string Uri)> expandedNames = [];

    private void DeclareNamespaces(int start)
    {
        var declared = 0;
        var prefixed = 0;
        for (var i = 0; i < attributeCount; i++)
        {
            ref var record = ref names[attributes[i].Name];
            if (record.Kind == NameKind.Plain)
            {
                prefixed += record.Prefix != NamespaceScopes.NoPrefix ? 1 : 0;
                continue;
            }

            if (++declared > options.MaxNamespaceDeclarations)
                FailDeclarations(attributes[i].Place);
            Declare(attributes[i], record.Kind);
        }

        if (prefixed > 0)
            CheckPrefixes(prefixed);
        hasNamespaceWork = false;
    }

    private void CountDeclaration(int at)
    {
        if (++declarationCount > options.MaxNamespaceDeclarations)
            FailDeclarations(at);
    }

    private void FailDeclarations(int at) =>
        FailLimit(at, "The namespace declarations of this tag are more than", options.MaxNamespaceDeclarations, nameof(XmlPushOptions.MaxNamespaceDeclarations));

    private void Declare(in AttributeRecord attribute, NameKind kind)
    {
        var value = TextOf(attribute);
        if (value.Length > options.MaxNameLength)
            FailLimit(attribute.Place, "The name of a namespace is longer than", options.MaxNameLength, nameof(XmlPushOptions.MaxNameLength));
        if (scopes.Count >= options.MaxNamespacesInScope)
            FailLimit(attribute.Place, "The namespace declarations of all open elements are more than", options.MaxNamespacesInScope, nameof(XmlPushOptions.MaxNamespacesInScope));

        var uri = scopes.Atomise(value);
        var prefix = kind == NameKind.DefaultNamespace ? "" : names.StringsOf(attribute.Name).LocalName;
        if (prefix == "xmlns")
            Fail(attribute.Place, "The prefix xmlns cannot be declared.");
        if (prefix.Length > 0 && uri.Length == 0)
            Fail(attribute.Place, $"The prefix {prefix} needs a namespace: it cannot be \"\".");
        if (prefix == "xml" != (uri == NamespaceScopes.XmlUri))
            Fail(attribute.Place, $"The prefix xml, and no other, stands for {NamespaceScopes.XmlUri}.");
        if (uri == NamespaceScopes.XmlnsUri)
            Fail(attribute.Place, $"No prefix may stand for {NamespaceScopes.XmlnsUri}.");
        scopes.Declare(scopes.NumberOf(prefix), uri, depth + 1);
    }

    /// <summary>Checks that all prefixes are declared, and that no two attributes have the same local name in the same namespace.</summary>
    private void CheckPrefixes(int prefixed)
    {
        if (prefixed > FewPrefixes)
            expandedNames.Clear();
        for (var i = 0; i < attributeCount; i++)
        {
            ref var record = ref names[attributes[i].Name];
            if (record.Prefix == NamespaceScopes.NoPrefix || record.Kind != NameKind.Plain)
                continue;
            if (scopes.IsUnbound(record.Prefix))
                FailPrefix(attributes[i].Name, attributes[i].Place);
            if (prefixed == 1)
                return;

            var localName = names.StringsOf(attributes[i].Name).LocalName;
            var uri = scopes[record.Prefix]!;
            if (prefixed > FewPrefixes ? !expandedNames.Add((localName, uri)) : HasBefore(i, localName, uri))
                Fail(attributes[i].Place, $"The attribute {localName} of the namespace {uri} is there twice.");
        }
    }

    private bool HasBefore(int index, string localName, string uri)
    {
        for (var i = 0; i < index; i++)
        {
            ref var record = ref names[attributes[i].Name];
            if (record.Prefix != NamespaceScopes.NoPrefix && record.Kind == NameKind.Plain
                && scopes[record.Prefix] == uri && names.StringsOf(attributes[i].Name).LocalName == localName)
                return true;
        }

        return false;
    }

    private protected void FailPrefix(int name, int at) => Fail(
        at,
        $"The prefix {names.StringsOf(name).Prefix} is not declared: xmlns:{names.StringsOf(name).Prefix}=\"…\" is expected on the element or around it.");

    /// <summary>Checks the prefix of an element that has one.</summary>
    private protected void CheckElementPrefix(int name, int at)
    {
        ref var record = ref names[name];
        if (record.Kind == NameKind.Namespace)
            Fail(at, "An element cannot have the prefix xmlns.");
        if (scopes.IsUnbound(record.Prefix))
            FailPrefix(name, at);
    }
}
