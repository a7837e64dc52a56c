namespace CoroFsm.Parsers.Xml;

/// <summary>An attribute. Its strings stay valid.</summary>
/// <param name="Name">The name as it stands in the document, with its prefix.</param>
/// <param name="Prefix">The prefix; "" if it has none.</param>
/// <param name="LocalName">The name without its prefix.</param>
/// <param name="NamespaceUri">The namespace that the name is in; "" for none, which is that of a name without a prefix.</param>
/// <param name="Value">The normalised value.</param>
public readonly record struct SaxAttribute(string Name, string Prefix, string LocalName, string NamespaceUri, string Value);
