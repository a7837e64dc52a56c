namespace CoroFsm.Parsers.Xml;

/// <summary>Specifies what a scan found in its bytes, besides structural bytes.</summary>
[Flags]
internal enum ScanFindings
{
    None = 0,

    /// <summary>A control character that XML does not allow.</summary>
    Control = 1,

    /// <summary>A byte beyond ASCII.</summary>
    NonAscii = 2,

    /// <summary>The byte 0xEF: a U+FFFE or U+FFFF may be there.</summary>
    NonCharacterLead = 4,
}
