using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents the attributes of a start tag, in document order. Valid as long as the event.</summary>
public readonly struct SaxAttributes : IReadOnlyList<SaxAttribute>
{
    private readonly SaxToken? token;
    private readonly int version;

    internal SaxAttributes(SaxToken token)
    {
        this.token = token;
        version = token.Version;
    }

    /// <summary>Gets the number of attributes.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public int Count => Token.AttributeCount;

    private SaxToken Token
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => token is { } t && t.Version == version ? t : throw IsStale(token);
    }

    /// <summary>Gets an attribute by its index in the tag.</summary>
    /// <param name="index">The index, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tag has fewer attributes.</exception>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public SaxAttribute this[int index]
    {
        get => Checked(index).GetAttribute(index);
    }

    /// <summary>Gets the name of an attribute, with its prefix.</summary>
    /// <param name="index">The index in the tag, from 0.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tag has fewer attributes.</exception>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public string GetName(int index) => Checked(index).AttributeName(index);

    /// <summary>Gets the normalized value of an attribute as UTF-8, without creating a string.</summary>
    /// <param name="index">The index in the tag, from 0.</param>
    /// <returns>The value; valid as long as the event, and until the value of another attribute is read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tag has fewer attributes.</exception>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public ReadOnlySpan<byte> GetText(int index) => Checked(index).AttributeText(index);

    /// <summary>Returns the index of an attribute.</summary>
    /// <param name="name">The name, with its prefix.</param>
    /// <returns>The index in the tag, from 0; -1 if the tag has no such attribute.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public int IndexOf(string name)
    {
        var source = Token;
        for (var i = 0; i < source.AttributeCount; i++)
        {
            if (source.AttributeName(i) == name)
                return i;
        }

        return -1;
    }

    /// <summary>
    /// Parses the value of an attribute as a number, a date or another type, directly from UTF-8 and in the invariant culture.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">The name, with its prefix.</param>
    /// <param name="value">The result.</param>
    /// <returns>False if the tag has no such attribute, or its value cannot be parsed.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    /// <remarks>Allocates nothing unless the type's parsing does.</remarks>
    public bool TryParse<T>(string name, [MaybeNullWhen(false)] out T value)
        where T : IUtf8SpanParsable<T>
    {
        var index = IndexOf(name);
        if (index >= 0)
            return T.TryParse(GetText(index), CultureInfo.InvariantCulture, out value);
        value = default;
        return false;
    }

    /// <summary>Gets the value of an attribute by its name.</summary>
    /// <param name="name">The name, with its prefix.</param>
    /// <returns>The normalized value; null if the tag has no such attribute.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public string? GetValue(string name)
    {
        var index = IndexOf(name);
        return index < 0 ? null : Encoding.UTF8.GetString(GetText(index));
    }

    /// <summary>Gets the value of an attribute by its local name and namespace.</summary>
    /// <param name="localName">The name without a prefix.</param>
    /// <param name="namespaceUri">The namespace; "" for none.</param>
    /// <returns>The normalized value; null if the tag has no such attribute.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
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

    private static InvalidOperationException IsStale(SaxToken? token) => new(token is null
        ? "These attributes are default(SaxAttributes): no event has created them. Check that the variable has been assigned."
        : "These attributes are no longer valid: their source has continued. "
            + "Read them before the next wait, or keep a copy of the event from Detach().");

    private static ArgumentOutOfRangeException IsNotThere(int index, int count) =>
        new(nameof(index), index, $"The tag has {count} attributes. Use an index from 0 to less than {count}.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SaxToken Checked(int index)
    {
        var source = Token;
        var count = source.AttributeCount;
        return (uint)index < (uint)count ? source : throw IsNotThere(index, count);
    }
}
