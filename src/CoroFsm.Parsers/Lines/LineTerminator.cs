namespace CoroFsm.Parsers.Lines;

/// <summary>Specifies what ends a line.</summary>
public enum LineTerminator
{
    /// <summary>LF, CRLF or CR.</summary>
    Any,

    /// <summary>Only CRLF, as in SMTP, HTTP/1.1 and other Internet protocols.</summary>
    CrLf,
}
