using System.Text;
using System.Xml;

namespace CoroFsm.Parsers.Xml;

/// <summary>Represents the current node of an <see cref="XmlReader"/>, which is read on demand.</summary>
internal sealed class XmlReaderToken : SaxToken
{
    private const int PieceSize = 4096;

    private readonly XmlReader reader;
    private readonly IXmlLineInfo? lineInfo;

    private SaxKind kind;
    private bool isPiece;
    private bool isEmptyTag;

    /// <summary>The line on which the text began. The reader's own position advances with the pieces.</summary>
    private int textLine;
    private int textColumn;

    private byte[] value = [];

    internal XmlReaderToken(XmlReader reader)
    {
        this.reader = reader;
        lineInfo = reader as IXmlLineInfo is { } info && info.HasLineInfo() ? info : null;
    }

    /// <summary>Gets the buffer into which a text is read in pieces.</summary>
    internal char[] Buffer { get; } = new char[PieceSize];

    internal int PieceLength { get; private set; }

    internal int ReaderLine => lineInfo?.LineNumber ?? 0;

    internal int ReaderColumn => lineInfo?.LinePosition ?? 0;

    internal override string Name => HasName ? reader.Prefix.Length == 0 ? reader.LocalName : reader.Name : "";

    internal override string Prefix => kind == SaxKind.DocumentType
        ? reader.Name[..Math.Max(PrefixLength, 0)]
        : HasName ? reader.Prefix : "";

    internal override string LocalName => kind == SaxKind.DocumentType
        ? reader.Name[(PrefixLength + 1)..]
        : HasName ? reader.LocalName : "";

    internal override string NamespaceUri => HasName ? reader.NamespaceURI : "";

    internal override int Line => isPiece ? textLine : ReaderLine;

    internal override int Column
    {
        get
        {
            if (isPiece)
                return textColumn;

            // The reader's position is the name or the content; an event begins with its markup.
            var markup = kind switch
            {
                SaxKind.StartElement => "<".Length,
                SaxKind.EndElement => isEmptyTag ? "<".Length : "</".Length,
                SaxKind.CData => "<![CDATA[".Length,
                SaxKind.Comment => "<!--".Length,
                SaxKind.ProcessingInstruction or SaxKind.XmlDeclaration => "<?".Length,
                SaxKind.DocumentType => "<!DOCTYPE ".Length,
                _ => 0,
            };
            return Math.Max(ReaderColumn - markup, 0);
        }
    }

    internal override long ByteOffset => -1;

    /// <summary>Gets the length of the prefix of a document type's name, which the reader does not split; -1 if it has none.</summary>
    private int PrefixLength => reader.Name.IndexOf(':', StringComparison.Ordinal);

    private bool HasName => kind is not (SaxKind.Text or SaxKind.CData or SaxKind.Comment or SaxKind.XmlDeclaration);

    internal override string GetText()
    {
        if (kind is SaxKind.StartElement or SaxKind.EndElement)
            return "";
        return isPiece ? new(Buffer, 0, PieceLength) : reader.Value;
    }

    internal override SaxAttribute GetAttribute(int index)
    {
        reader.MoveToAttribute(index);
        var attribute = new SaxAttribute(reader.Name, reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
        reader.MoveToElement();
        return attribute;
    }

    internal override string AttributeName(int index)
    {
        reader.MoveToAttribute(index);
        var name = reader.Name;
        reader.MoveToElement();
        return name;
    }

    /// <summary>Records the position at which a text begins, before it is read.</summary>
    internal void BeginText(SaxKind textKind)
    {
        isPiece = false;
        kind = textKind;
        textLine = Line;
        textColumn = Column;
    }

    internal void SetPiece(int length) => PieceLength = length;

    /// <summary>Continues with the next event, which invalidates the earlier ones.</summary>
    internal void MoveNext(SaxKind kind = default, bool isPiece = false, bool isEmptyTag = false)
    {
        unchecked { Version++; }
        this.kind = kind;
        this.isPiece = isPiece;
        this.isEmptyTag = isEmptyTag;
        attributeCount = kind == SaxKind.StartElement ? -1 : 0;
        textLength = kind is SaxKind.StartElement or SaxKind.EndElement ? 0 : -1;
    }

    private protected override ReadOnlySpan<byte> LoadAttributeText(int index)
    {
        reader.MoveToAttribute(index);
        var length = Transcode(reader.Value, ref value);
        reader.MoveToElement();
        return value.AsSpan(0, length);
    }

    private protected override int CountAttributes() => attributeCount = reader.AttributeCount;

    private protected override ReadOnlySpan<byte> LoadText()
    {
        textLength = Transcode(isPiece ? Buffer.AsSpan(0, PieceLength) : reader.Value, ref textBuffer);
        return textBuffer.AsSpan(0, textLength);
    }

    private static int Transcode(ReadOnlySpan<char> text, ref byte[] utf8)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (utf8.Length < most)
            utf8 = new byte[most];
        return Encoding.UTF8.GetBytes(text, utf8);
    }
}
