using System.Runtime.CompilerServices;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// The current token of the push parser: what its events are views of. Text and values are read where they are in the window.
/// </summary>
/// <remarks>
/// It is the base of <see cref="XmlContent"/>, whose loop describes most tokens: with the two in one object, the loop needs one register
/// for both.
/// </remarks>
internal abstract class XmlToken : SaxToken
{
    private const int UsualAttributes = 16;

    private protected readonly InputStack input = new();
    private protected readonly DocumentNames names;
    private protected readonly PositionTracker positions;
    private protected readonly XmlFaults faults;

    private protected XmlToken(XmlPushOptions options)
    {
        positions = new(input);
        faults = new(options, input, positions);
        names = new(options, input, faults);
        attributes = new AttributeRecord[Math.Min(UsualAttributes, options.MaxAttributes)];
        UseWindow();
    }

    /// <summary>The number of the name; 0: the token has none.</summary>
    internal int NameId;

    /// <summary>The offset of the token in the window.</summary>
    internal int Offset;

    /// <summary>Whether the name is that of an element: other names are in no namespace.</summary>
    private bool isElement;

    internal override string Name => NameId == 0 ? "" : names.Table.StringsOf(NameId).Name;

    internal override string LocalName => NameId == 0 ? "" : names.Table.StringsOf(NameId).LocalName;

    internal override string Prefix => NameId == 0 ? "" : names.Table.StringsOf(NameId).Prefix;

    internal override string NamespaceUri => NameId == 0 || !isElement ? "" : names.Scopes[names.Table[NameId].Prefix]!;

    internal override int Line => positions.At(Offset).Line;

    internal override int Column => positions.At(Offset).Column;

    internal override long ByteOffset => positions.At(Offset).ByteOffset;

    /// <summary>Gets the text and the values that differ from the bytes in the window.</summary>
    internal ByteBuffer Normalized { get; } = new();

    /// <summary>The attributes of the start tag, as many as <see cref="Count"/> tells.</summary>
    internal ref AttributeRecord[] Attributes => ref attributes;

    internal ref int Count => ref attributeCount;

    internal int TextStart => textStart;

    internal int TextLength => textLength;

    internal override string AttributeName(int index) => names.Table.StringsOf(attributes[index].Name).Name;

    internal override SaxAttribute GetAttribute(int index)
    {
        ref var attribute = ref attributes[index];
        ref var record = ref names.Table[attribute.Name];
        var (name, prefix, localName) = names.Table.StringsOf(attribute.Name);
        var uri = record.Kind != NameKind.Plain ? NamespaceScopes.XmlnsUri
            : record.Prefix == NamespaceScopes.NoPrefix ? ""
            : names.Scopes[record.Prefix]!;
        return new(name, prefix, localName, uri, Encoding.UTF8.GetString(ValueOf(attribute)));
    }

    /// <summary>Gets the value of an attribute.</summary>
    internal ReadOnlySpan<byte> ValueOf(in AttributeRecord attribute) => attribute.Start >= 0
        ? input.Current.Buffer.AsSpan(attribute.Start, attribute.Length)
        : Normalized.Written.Slice(~attribute.Start, attribute.Length);

    /// <summary>Invalidates the events that are views of this token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Expire()
    {
        unchecked { Version++; }
    }

    /// <summary>Describes a start tag or an end tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetTag(int name, int offset)
    {
        NameId = name;
        Offset = offset;
        textLength = 0;
    }

    /// <summary>Describes a text in the window.</summary>
    /// <param name="offset">Where the text begins, of which this may be a later piece.</param>
    /// <param name="start">Where this piece begins.</param>
    /// <param name="length">The length of the piece.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetText(int offset, int start, int length)
    {
        NameId = 0;
        Offset = offset;
        textStart = start;
        textLength = length;
    }

    /// <summary>Describes what is neither a tag nor a text in the window, or a text that is elsewhere.</summary>
    /// <param name="name">The number of the name; 0 for none.</param>
    /// <param name="offset">The offset of the token in the window.</param>
    /// <param name="buffer">Holds the text.</param>
    /// <param name="start">Where the text begins in the buffer.</param>
    /// <param name="length">The length of the text.</param>
    internal void SetOther(int name, int offset, byte[] buffer, int start, int length)
    {
        (textBuffer, textStart, textLength) = (buffer, start, length);
        NameId = name;
        Offset = offset;
        isElement = false;
    }

    /// <summary>
    /// Makes the window the buffer of text and values again, after <see cref="SetOther"/> or when the window has another buffer.
    /// </summary>
    internal void UseWindow()
    {
        isElement = true;
        textBuffer = input.Current.Buffer;
        textLength = 0;
    }

    /// <summary>Forgets a text in the window.</summary>
    internal void ClearText() => textLength = 0;

    /// <summary>Forgets the token, for another document.</summary>
    private protected void ClearToken()
    {
        attributeCount = 0;
        NameId = 0;
        Offset = InputWindow.Reserve;
        UseWindow();
        Expire();
    }

    private protected override ReadOnlySpan<byte> LoadAttributeText(int index) => ValueOf(attributes[index]);
}
