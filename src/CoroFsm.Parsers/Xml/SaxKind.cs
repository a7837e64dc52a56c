namespace CoroFsm.Parsers.Xml;

/// <summary>Specifies the kind of a <see cref="SaxEvent"/>.</summary>
public enum SaxKind : byte
{
    /// <summary>A start tag, or the start half of an empty-element tag.</summary>
    StartElement,

    /// <summary>An end tag, or the end half of an empty-element tag.</summary>
    EndElement,

    /// <summary>Character data, including white space between elements. A long text arrives in several pieces.</summary>
    Text,

    /// <summary>Character data of a CDATA section. A long section arrives in several pieces; an empty one produces no event.</summary>
    CData,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A processing instruction: its target is the name, its data the text.</summary>
    ProcessingInstruction,

    /// <summary>The XML declaration; the text is its content.</summary>
    XmlDeclaration,

    /// <summary>The document type declaration, if allowed; its name is that of the root element.</summary>
    DocumentType,
}
