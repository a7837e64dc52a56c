namespace CoroFsm.Parsers.Xml;

/// <summary>Represents an attribute of an element. It may be kept: its strings remain valid after the event.</summary>
/// <param name="Name">The name as written in the document, with its prefix.</param>
/// <param name="Prefix">The prefix; "" if it has none.</param>
/// <param name="LocalName">The name without its prefix.</param>
/// <param name="NamespaceUri">The namespace of the name; "" if it has none, as an attribute without a prefix.</param>
/// <param name="Value">The value, with references expanded and white space normalized.</param>
public readonly record struct SaxAttribute(string Name, string Prefix, string LocalName, string NamespaceUri, string Value);
