namespace CoroFsm.Parsers;

/// <summary>A copy that belongs to no source, and so stays valid.</summary>
internal sealed class DetachedToken : SaxToken
{
    private readonly byte[] text;
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
        text = original.Text.ToArray();
        attributes = original.AttributeCount == 0 ? [] : new SaxAttribute[original.AttributeCount];
        for (var i = 0; i < attributes.Length; i++)
            attributes[i] = original.GetAttribute(i);
    }

    internal override string Name { get; }

    internal override string Prefix { get; }

    internal override string LocalName { get; }

    internal override string NamespaceUri { get; }

    internal override ReadOnlySpan<byte> Text => text;

    internal override int AttributeCount => attributes.Length;

    internal override int Line { get; }

    internal override int Column { get; }

    internal override long ByteOffset { get; }

    internal override SaxAttribute GetAttribute(int index) => attributes[index];

    internal override SaxToken Detach() => this;
}
