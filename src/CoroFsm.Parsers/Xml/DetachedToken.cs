using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents a copy that is independent of the source and remains valid.</summary>
internal sealed class DetachedToken : SaxToken
{
    private readonly SaxAttribute[] copies;

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
        copies = original.AttributeCount == 0 ? [] : new SaxAttribute[original.AttributeCount];
        attributeCount = copies.Length;
        for (var i = 0; i < copies.Length; i++)
            copies[i] = original.GetAttribute(i);
    }

    internal override string Name { get; }

    internal override string Prefix { get; }

    internal override string LocalName { get; }

    internal override string NamespaceUri { get; }

    internal override int Line { get; }

    internal override int Column { get; }

    internal override long ByteOffset { get; }

    internal override SaxAttribute GetAttribute(int index) => copies[index];

    internal override string AttributeName(int index) => copies[index].Name;

    internal override SaxToken Detach() => this;

    private protected override ReadOnlySpan<byte> LoadAttributeText(int index) => Encoding.UTF8.GetBytes(copies[index].Value);
}
