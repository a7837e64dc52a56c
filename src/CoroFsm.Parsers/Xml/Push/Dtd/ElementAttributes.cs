namespace CoroFsm.Parsers.Xml;

/// <summary>The attributes that the internal subset declares for an element.</summary>
internal sealed class ElementAttributes
{
    private readonly Dictionary<string, bool> types = [];

    /// <summary>Gets the defaults, in the order of their declarations.</summary>
    internal List<(byte[] Name, byte[] Value)> Defaults { get; } = [];

    /// <summary>Determines whether an attribute has a type other than CDATA.</summary>
    internal bool IsTyped(string name) => types.TryGetValue(name, out var isTyped) && isTyped;

    /// <summary>Declares an attribute; only its first declaration counts ([3.3]).</summary>
    /// <returns>True if this is the first declaration of the attribute.</returns>
    internal bool TryDeclare(string name, bool isTyped) => types.TryAdd(name, isTyped);
}
