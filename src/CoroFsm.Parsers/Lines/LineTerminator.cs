namespace CoroFsm.Parsers.Lines;

/// <summary>Specifies what ends a line.</summary>
public enum LineTerminator
{
    /// <summary>LF, CRLF or CR.</summary>
    Any,

    /// <summary>CRLF alone, as in SMTP, HTTP/1.1 and other protocols of the Internet.</summary>
    CrLf,
}
