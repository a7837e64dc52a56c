namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Specifies how an <see cref="XmlPushParser"/> processes a document type declaration (DTD). Nothing outside the document is ever loaded.
/// </summary>
public enum XmlDtdMode
{
    /// <summary>The declaration causes an <see cref="XmlPushException"/>.</summary>
    Prohibit,

    /// <summary>The declaration is skipped: its entities are unknown, and its default attributes do not apply.</summary>
    Skip,

    /// <summary>The internal subset is read: entities, default attributes, and types for the normalization of attribute values.</summary>
    Process,
}
