using System.Text;

namespace CoroFsm.Parsers;

/// <summary>What a source is at; events are views onto it.</summary>
internal abstract class SaxToken
{
    /// <summary>Gets or sets what grows when the source goes on, so that older events are found out.</summary>
    internal int Version { get; private protected set; }

    internal abstract string Name { get; }

    internal abstract string Prefix { get; }

    internal abstract string LocalName { get; }

    internal abstract string NamespaceUri { get; }

    internal abstract ReadOnlySpan<byte> Text { get; }

    internal abstract int AttributeCount { get; }

    internal abstract int Line { get; }

    internal abstract int Column { get; }

    internal abstract long ByteOffset { get; }

    internal virtual string GetText() => Encoding.UTF8.GetString(Text);

    internal abstract SaxAttribute GetAttribute(int index);

    internal virtual SaxToken Detach() => new DetachedToken(this);
}
