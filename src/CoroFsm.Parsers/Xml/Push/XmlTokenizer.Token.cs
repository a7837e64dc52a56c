namespace CoroFsm.Parsers.Xml;

/// <content>What events see of the current token.</content>
internal abstract partial class XmlTokenizer
{
    private protected int nameId;

    internal override string Name => nameId == 0 ? "" : names.StringsOf(nameId).Name;

    internal override string LocalName => nameId == 0 ? "" : names.StringsOf(nameId).LocalName;

    internal override string Prefix => nameId == 0 ? "" : names.StringsOf(nameId).Prefix;

    internal override string NamespaceUri => nameId == 0 || !isElement ? "" : scopes[names[nameId].Prefix]!;

    internal override string AttributeName(int index) => names.StringsOf(attributes[index].Name).Name;

    internal override SaxAttribute GetAttribute(int index)
    {
        ref var attribute = ref attributes[index];
        ref var record = ref names[attribute.Name];
        var (name, prefix, localName) = names.StringsOf(attribute.Name);
        var uri = record.Kind != NameKind.Plain ? NamespaceScopes.XmlnsUri : record.Prefix == NamespaceScopes.NoPrefix ? "" : scopes[record.Prefix]!;
        return new(name, prefix, localName, uri, System.Text.Encoding.UTF8.GetString(TextOf(attribute)));
    }

    private protected override ReadOnlySpan<byte> LoadAttributeText(int index) => TextOf(attributes[index]);
}
