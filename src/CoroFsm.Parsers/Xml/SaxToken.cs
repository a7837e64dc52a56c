using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>What a source is at; events are views onto it.</summary>
internal abstract class SaxToken
{
    private protected byte[] textBuffer = [];
    private protected int textStart;
    private protected int textLength;
    private protected int attributeCount;

    /// <summary>The attributes whose values stand in <see cref="textBuffer"/>; for others the source is asked.</summary>
    private protected AttributeRecord[] attributes = [];

    /// <summary>Gets or sets what grows when the source goes on, so that older events are found out.</summary>
    internal int Version { get; private protected set; }

    internal abstract string Name { get; }

    internal abstract string Prefix { get; }

    internal abstract string LocalName { get; }

    internal abstract string NamespaceUri { get; }

    /// <summary>
    /// Gets the text as UTF-8. A source that has it at hand sets the fields; where a length or count is negative, it is asked.
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

    /// <summary>Gets the normalised value of an attribute as UTF-8, valid until another is asked for.</summary>
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
