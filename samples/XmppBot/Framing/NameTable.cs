using System.Collections.Concurrent;
using System.Xml.Linq;

namespace XmppBot;

/// <summary>
/// The names of elements and attributes. .NET keeps each as long as the process lives, and anyone who may write to the bot can invent
/// new ones: so the table has a capacity, and contains those of the protocol from the start.
/// </summary>
internal sealed class NameTable(int capacity)
{
    private const int MaxLength = 1024;

    private readonly ConcurrentDictionary<(string Namespace, string LocalName), XName> names =
        new(Names.All.Select(n => KeyValuePair.Create((n.NamespaceName, n.LocalName), n)));

    /// <summary>Gets the table of this process.</summary>
    public static NameTable Shared { get; } = new(capacity: 4096);

    /// <summary>Finds a name, or adds it.</summary>
    /// <returns>Null if there is no room for it.</returns>
    public XName? Find(string ns, string localName)
    {
        if (names.TryGetValue((ns, localName), out var name))
            return name;
        return names.Count < capacity && ns.Length + localName.Length <= MaxLength
            ? names.GetOrAdd((ns, localName), XName.Get(localName, ns))
            : null;
    }
}
