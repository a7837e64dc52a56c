namespace CoroFsm.Scxml.Markup;

/// <summary>An attribute of an element.</summary>
internal readonly record struct MarkupAttribute(string LocalName, string NamespaceUri, string Value);
