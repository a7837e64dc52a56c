namespace CoroFsm.Parsers.Xml;

/// <summary>
/// What an <see cref="XmlPushParser"/> does with a document type declaration (DTD). Nothing outside the document is ever loaded.
/// </summary>
public enum XmlDtdMode
{
    /// <summary>It is an error.</summary>
    Prohibit,

    /// <summary>It is passed over unread: its entities are unknown, and its defaults of attributes do not apply.</summary>
    Skip,

    /// <summary>The internal subset is read: entities, defaults of attributes, and types for the normalisation of their values.</summary>
    Process,
}
