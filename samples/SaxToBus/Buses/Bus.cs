using System.Collections;
using System.Text;

namespace SaxToBus;

/// <summary>
/// The record of one bus: its fields by name, in the order of the feed. A field from an element of the bus's own child is called
/// <c>stop/name</c>.
/// </summary>
/// <remarks>The values are kept as the UTF-8 of the feed, side by side; strings are made for those who ask for them.</remarks>
internal sealed class Bus : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly string[] names;
    private readonly int[] ends;
    private readonly byte[] values;

    /// <summary>Initializes a record.</summary>
    /// <param name="names">The names; shared by all buses with the same fields.</param>
    /// <param name="ends">Where each value ends, and the next begins.</param>
    /// <param name="values">The values.</param>
    internal Bus(string[] names, int[] ends, byte[] values)
    {
        this.names = names;
        this.ends = ends;
        this.values = values;
    }

    /// <inheritdoc/>
    public int Count => names.Length;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => new(names[index], Encoding.UTF8.GetString(Utf8(index)));

    /// <summary>Gets the value of a field; null if the bus has none of this name.</summary>
    public string? this[string name] => Find(name) is >= 0 and var index ? Encoding.UTF8.GetString(Utf8(index)) : null;

    /// <summary>Gets the name of a field.</summary>
    public string Name(int index) => names[index];

    /// <summary>Gets the value of a field as it stood in the feed.</summary>
    public ReadOnlySpan<byte> Utf8(int index)
    {
        var start = index == 0 ? 0 : ends[index - 1];
        return values.AsSpan(start, ends[index] - start);
    }

    /// <summary>Gets the value of a field as it stood in the feed; empty if the bus has none of this name.</summary>
    public ReadOnlySpan<byte> Utf8(string name) => Find(name) is >= 0 and var index ? Utf8(index) : default;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string name) => Array.IndexOf(names, name);
}
