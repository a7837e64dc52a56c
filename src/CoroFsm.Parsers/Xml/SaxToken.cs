using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents the current token of a source. Events are views of it.</summary>
internal abstract class SaxToken
{
    private protected byte[] textBuffer = [];
    private protected int textStart;
    private protected int textLength;
    private protected int attributeCount;

    /// <summary>The attributes whose values are in <see cref="textBuffer"/>; the source provides those of others.</summary>
    private protected AttributeRecord[] attributes = [];

    /// <summary>Gets or sets a number that is incremented when the source continues, so that older events are detected.</summary>
    internal int Version { get; private protected set; }

    internal abstract string Name { get; }

    internal abstract string Prefix { get; }

    internal abstract string LocalName { get; }

    internal abstract string NamespaceUri { get; }

    /// <summary>
    /// Gets the text as UTF-8. A source that has it available sets the fields; if a length or count is negative, the source is called.
    /// </summary>
    internal ReadOnlySpan<byte> Text
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => textLength >= 0 ? new(textBuffer, textStart, textLength) : LoadText();
    }

    internal int AttributeCount => attributeCount >= 0 ? attributeCount : CountAttributes();

    internal abstract int Line { get; }

    internal abstract int Column { get; }

    internal abstract long ByteOffset { get; }

    internal virtual string GetText() => Encoding.UTF8.GetString(Text);

    internal abstract SaxAttribute GetAttribute(int index);

    internal abstract string AttributeName(int index);

    /// <summary>Gets the normalized value of an attribute as UTF-8, valid until another one is requested.</summary>
    internal ReadOnlySpan<byte> AttributeText(int index)
    {
        var list = attributes;
        if ((uint)index < (uint)list.Length && list[index].Start > 0)
            return new(textBuffer, list[index].Start, list[index].Length);
        return LoadAttributeText(index);
    }

    internal virtual SaxToken Detach() => new DetachedToken(this);

    private protected virtual ReadOnlySpan<byte> LoadText() => default;

    private protected abstract ReadOnlySpan<byte> LoadAttributeText(int index);

    private protected virtual int CountAttributes() => 0;
}
