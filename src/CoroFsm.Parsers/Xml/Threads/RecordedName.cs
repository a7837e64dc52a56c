using System.Runtime.InteropServices;

namespace CoroFsm.Parsers;

/// <summary>A name in a batch of events.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RecordedName(string name, string prefix, string localName, string namespaceUri)
{
    internal readonly string Name = name;
    internal readonly string Prefix = prefix;
    internal readonly string LocalName = localName;
    internal readonly string NamespaceUri = namespaceUri;

    /// <summary>The number of the name that followed it last time, not as an end.</summary>
    internal int Next;

    /// <summary>The number of the name whose end followed it last time.</summary>
    internal int NextEnd;
}
