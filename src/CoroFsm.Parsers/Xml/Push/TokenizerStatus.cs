namespace CoroFsm.Parsers.Xml;

/// <summary>Specifies the status of an <see cref="XmlTokenizer"/>.</summary>
internal enum TokenizerStatus
{
    Ready,

    /// <summary>It is parsing. If the status remains, its target has thrown.</summary>
    Busy,

    Completed,
    Failed,
    Disposed,
}
