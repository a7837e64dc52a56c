using System.Text;

namespace CoroFsm.Parsers;

/// <summary>A copy that belongs to no source, and so stays valid.</summary>
internal sealed class DetachedToken : SaxToken
{
    private readonly SaxAttribute[] attributes;

    internal DetachedToken(SaxToken original)
    {
        Name = original.Name;
        Prefix = original.Prefix;
        LocalName = original.LocalName;
        NamespaceUri = original.NamespaceUri;
        Line = original.Line;
        Column = original.Column;
        ByteOffset = original.ByteOffset;
        textBuffer = original.Text.ToArray();
        textLength = textBuffer.Length;
        attributes = original.AttributeCount == 0 ? [] : new SaxAttribute[original.AttributeCount];
        attributeCount = attributes.Length;
        for (var i = 0; i < attributes.Length; i++)
            attributes[i] = original.GetAttribute(i);
    }

    internal override string Name { get; }

    internal override string Prefix { get; }

    internal override string LocalName { get; }

    internal override string NamespaceUri { get; }

    internal override int Line { get; }

    internal override int Column { get; }

    internal override long ByteOffset { get; }

    internal override SaxAttribute GetAttribute(int index) => attributes[index];

    internal override string AttributeName(int index) => attributes[index].Name;

    internal override ReadOnlySpan<byte> AttributeText(int index) => Encoding.UTF8.GetBytes(attributes[index].Value);

    internal override SaxToken Detach() => this;
}
