namespace CoroFsm.Parsers.Xml;

/// <summary>Represents an attribute. Its strings remain valid.</summary>
/// <param name="Name">The name as written in the document, with its prefix.</param>
/// <param name="Prefix">The prefix; "" if it has none.</param>
/// <param name="LocalName">The name without its prefix.</param>
/// <param name="NamespaceUri">The namespace of the name; "" for none, which applies to a name without a prefix.</param>
/// <param name="Value">The normalised value.</param>
public readonly record struct SaxAttribute(string Name, string Prefix, string LocalName, string NamespaceUri, string Value);
