using System.Runtime.InteropServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents a name in a batch of events.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordedName(string Name, string Prefix, string LocalName, string NamespaceUri);
