using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Contains the namespace of each prefix, and those that enclosing elements declare.</summary>
internal sealed class NamespaceScopes
{
    internal const string XmlUri = "http://www.w3.org/XML/1998/namespace";
    internal const string XmlnsUri = "http://www.w3.org/2000/xmlns/";

    /// <summary>The prefix of names without one, whose namespace is the default namespace.</summary>
    internal const int NoPrefix = 0;

    private const int MostAtomisedUris = 1024;

    private readonly Dictionary<string, int> numbers = [];
    private readonly Dictionary<string, string> uris = [];
    private readonly List<string> prefixes = [];
    private readonly List<string?> current = [];
    private readonly List<(int Prefix, string? Outer, int Depth)> declarations = [];

    internal NamespaceScopes() => AddPredefined();

    /// <summary>Gets the depth of the innermost element that declares a namespace; 0 if none does.</summary>
    internal int InnermostDepth { get; private set; }

    /// <summary>Gets a version that changes whenever a prefix changes its namespace; not 0.</summary>
    internal int Version { get; private set; } = 1;

    internal int Count => declarations.Count;

    internal int PrefixCount => prefixes.Count;

    /// <summary>Gets the namespace of a prefix; null if it has none.</summary>
    internal string? this[int prefix] => current[prefix];

    internal bool IsUnbound(int prefix) => current[prefix] is null;

    internal string PrefixOf(int number) => prefixes[number];

    internal int NumberOf(string prefix)
    {
        if (!numbers.TryGetValue(prefix, out var number))
        {
            numbers[prefix] = number = current.Count;
            prefixes.Add(prefix);
            current.Add(null);
        }

        return number;
    }

    /// <summary>Returns the unique string of a namespace. Remembers as many as a reasonable document has.</summary>
    internal string Atomise(ReadOnlySpan<byte> uri)
    {
        var lookup = uris.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> chars = uri.Length <= 512 ? stackalloc char[512] : new char[uri.Length];
        chars = chars[..Encoding.UTF8.GetChars(uri, chars)];
        if (lookup.TryGetValue(chars, out var known))
            return known;

        if (uris.Count >= MostAtomisedUris)
            uris.Clear();
        var atom = chars.ToString();
        uris[atom] = atom;
        return atom;
    }

    /// <summary>Declares a namespace for an element and what is inside it.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="uri">The namespace; "" undeclares the default namespace.</param>
    /// <param name="depth">The depth of the element, from 1.</param>
    internal void Declare(int prefix, string uri, int depth)
    {
        Version++;
        declarations.Add((prefix, current[prefix], depth));
        current[prefix] = uri;
        InnermostDepth = depth;
    }

    /// <summary>Removes the declarations of elements deeper than a depth.</summary>
    internal void Leave(int depth)
    {
        while (declarations.Count > 0 && declarations[^1] is var (prefix, outer, declaredAt) && declaredAt > depth)
        {
            Version++;
            current[prefix] = outer;
            declarations.RemoveAt(declarations.Count - 1);
        }

        InnermostDepth = declarations.Count > 0 ? declarations[^1].Depth : 0;
    }

    /// <summary>Removes the prefixes that are not in use, and renumbers the others.</summary>
    /// <returns>The prefixes by their old numbers.</returns>
    internal string[] Compact()
    {
        var old = prefixes.ToArray();
        var bound = declarations.Select(declaration => (declaration, Uri: current[declaration.Prefix])).ToArray();
        numbers.Clear();
        uris.Clear();
        prefixes.Clear();
        current.Clear();
        declarations.Clear();
        AddPredefined();
        foreach (var (declaration, uri) in bound)
        {
            var number = NumberOf(old[declaration.Prefix]);
            declarations.Add(declaration with { Prefix = number });
            current[number] = uri;
        }

        Version++;
        return old;
    }

    private void AddPredefined()
    {
        current[NumberOf("")] = "";
        current[NumberOf("xml")] = XmlUri;
        current[NumberOf("xmlns")] = XmlnsUri;
    }
}
