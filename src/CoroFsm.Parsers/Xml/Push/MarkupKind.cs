namespace CoroFsm.Parsers.Xml;

/// <summary>The kinds of markup that may have begun and not ended with the bytes that are there.</summary>
internal enum MarkupKind
{
    /// <summary>None: text is parsed.</summary>
    None,

    /// <summary>A start tag, or &lt; without a byte behind it.</summary>
    StartTag,

    EndTag,
    Comment,
    Instruction,

    /// <summary>Markup that begins with &lt;! and may become a comment, a CDATA section or a document type declaration.</summary>
    Declaration,

    DocumentType,
    CData,
}
