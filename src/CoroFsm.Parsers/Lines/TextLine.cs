using System.Diagnostics;
using System.Text;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// Represents a line of text without its end, as a view of the source's memory.
/// </summary>
/// <remarks>
/// A line is a view of 16 bytes of the source's current line, and valid until the source continues with the next one. Reading it later
/// throws <see cref="InvalidOperationException"/>; <see cref="Detach"/> creates a copy that remains valid. A machine that queues or defers
/// lines detaches them itself.
/// </remarks>
[DebuggerDisplay("{Number}: {ToString(),nq}")]
public readonly struct TextLine : IDetachable<TextLine>
{
    private readonly LineToken? token;

    internal TextLine(LineToken token, long number)
    {
        this.token = token;
        Number = number;
    }

    /// <summary>Gets the number of the line, from 1. Always valid.</summary>
    public long Number { get; }

    /// <summary>Gets the line as UTF-8, without its end. If the splitter allows invalid UTF-8, these are the original bytes.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public ReadOnlySpan<byte> Utf8 => Token.Utf8;

    /// <summary>Gets the offset of the line, in bytes from 0, including a byte-order mark.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public long ByteOffset => Token.ByteOffset;

    /// <summary>
    /// Gets a value indicating whether the line exceeded the limit and was truncated (<see cref="OverlongLineMode.Truncate"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public bool IsTruncated => Token.IsTruncated;

    private LineToken Token => token is { } t && t.Number == Number ? t : throw IsStale();

    /// <summary>Creates a string of the line.</summary>
    /// <returns>The line without its end; invalid bytes become U+FFFD.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    /// <remarks>Allocates a string on each call.</remarks>
    public string GetString() => Encoding.UTF8.GetString(Utf8);

    /// <summary>Creates a copy that remains valid when the source continues.</summary>
    /// <returns>The copy; the line itself if it is a copy.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public TextLine Detach() => new(Token.Detach(), Number);

    /// <summary>Returns the text of the line, for messages and traces.</summary>
    /// <returns>The text if the line is still valid; otherwise the number.</returns>
    public override string ToString() => token is null ? "no line" : token.Number == Number ? GetString() : $"line {Number} (over)";

    private InvalidOperationException IsStale() => new(token is null
        ? "This line is default(TextLine): no source has created it. Check that the variable has been assigned."
        : "This line is no longer valid: its source has continued. Read it before the next wait, or keep a copy from Detach().");
}
