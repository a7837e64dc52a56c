namespace CoroFsm.Parsers.Xml;

/// <summary>What an <see cref="XmlTokenizer"/> may be asked for.</summary>
internal enum TokenizerStatus
{
    Ready,

    /// <summary>It is parsing; left like that, its target has thrown.</summary>
    Busy,

    Completed,
    Failed,
    Disposed,
}
