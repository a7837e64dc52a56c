using System.Collections;

namespace CoroFsm.Parsers;

/// <summary>The attributes of a start tag, in document order; valid as long as its event.</summary>
public readonly struct SaxAttributes : IReadOnlyList<SaxAttribute>
{
    private readonly SaxToken? token;
    private readonly int version;

    internal SaxAttributes(SaxToken token)
    {
        this.token = token;
        version = token.Version;
    }

    /// <summary>Gets how many there are.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public int Count => Token.AttributeCount;

    private SaxToken Token => token is { } t && t.Version == version ? t : throw new InvalidOperationException(
        "These attributes are over: their source has gone on. Read them before the next wait, or keep a copy of the event made by Detach().");

    /// <summary>Gets an attribute by its place in the tag.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public SaxAttribute this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Token.GetAttribute(index);
        }
    }

    /// <summary>Gets the value of an attribute by its name.</summary>
    /// <param name="name">The name, with its prefix.</param>
    /// <returns>The normalised value; null if the tag has no such attribute.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public string? GetValue(string name)
    {
        foreach (var attribute in this)
        {
            if (attribute.Name == name)
                return attribute.Value;
        }

        return null;
    }

    /// <summary>Gets the value of an attribute by its local name and namespace.</summary>
    /// <param name="localName">The name without a prefix.</param>
    /// <param name="namespaceUri">The namespace; "" for none.</param>
    /// <returns>The normalised value; null if the tag has no such attribute.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public string? GetValue(string localName, string namespaceUri)
    {
        foreach (var attribute in this)
        {
            if (attribute.LocalName == localName && attribute.NamespaceUri == namespaceUri)
                return attribute.Value;
        }

        return null;
    }

    /// <summary>Enumerates the attributes.</summary>
    /// <returns>An enumerator in document order.</returns>
    public IEnumerator<SaxAttribute> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
