namespace CoroFsm.Parsers.Xml;

/// <summary>What markup has begun and not yet ended with the bytes that are there.</summary>
internal enum Pending
{
    /// <summary>None: parsing goes on in text.</summary>
    None,

    /// <summary>A start tag, or &lt; with nothing behind it yet.</summary>
    StartTag,

    EndTag,
    Comment,
    Instruction,

    /// <summary>What begins with &lt;! and may become a comment, a CDATA section or a document type declaration.</summary>
    Declaration,

    DocumentType,
    CData,
}
