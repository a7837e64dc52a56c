namespace CoroFsm.Parsers.Xml;

/// <summary>What a <see cref="SaxEvent"/> is about.</summary>
public enum SaxKind : byte
{
    /// <summary>A start tag, or the start half of an empty-element tag.</summary>
    StartElement,

    /// <summary>An end tag, or the end half of an empty-element tag.</summary>
    EndElement,

    /// <summary>Character data, white space between elements included. A long text comes in several pieces.</summary>
    Text,

    /// <summary>Character data of a CDATA section. A long one comes in several pieces; an empty one gives no event.</summary>
    CData,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A processing instruction: its target is the name, its data the text.</summary>
    ProcessingInstruction,

    /// <summary>The XML declaration; its text is what stands in it.</summary>
    XmlDeclaration,

    /// <summary>The document type declaration, where it is allowed; its name is that of the root element.</summary>
    DocumentType,
}
