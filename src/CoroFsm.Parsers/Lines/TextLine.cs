using System.Diagnostics;
using System.Text;

namespace CoroFsm.Parsers.Lines;

/// <summary>
/// One line of text without its end, read where the source holds it.
/// </summary>
/// <remarks>
/// A line is a view of 16 bytes onto the source's current line, and valid until the source goes on to the next. Reading it later throws
/// <see cref="InvalidOperationException"/>; <see cref="Detach"/> makes a copy that stays valid. A machine that queues or defers lines
/// detaches them itself.
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

    /// <summary>Gets the line as UTF-8, without its end; where the splitter lets invalid UTF-8 pass, the bytes as they are.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public ReadOnlySpan<byte> Utf8 => Token.Utf8;

    /// <summary>Gets the offset at which the line begins, in bytes from 0, a byte-order mark counted.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public long ByteOffset => Token.ByteOffset;

    /// <summary>
    /// Gets a value indicating whether the line was longer than the limit, and its rest is missing
    /// (<see cref="OverlongLineMode.Truncate"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public bool IsTruncated => Token.IsTruncated;

    private LineToken Token => token is { } t && t.Number == Number ? t : throw IsStale();

    /// <summary>Makes a string of the line.</summary>
    /// <returns>The line without its end; invalid bytes become U+FFFD.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    /// <remarks>Allocates the string anew on each call.</remarks>
    public string GetString() => Encoding.UTF8.GetString(Utf8);

    /// <summary>Makes a copy that stays valid when the source goes on.</summary>
    /// <returns>The copy; the line itself if it is one.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public TextLine Detach() => new(Token.Detach(), Number);

    /// <summary>Shows the line, for messages and traces.</summary>
    /// <returns>The text if the line is still valid.</returns>
    public override string ToString() => token is null ? "no line" : token.Number == Number ? GetString() : $"line {Number} (over)";

    private InvalidOperationException IsStale() => new(token is null
        ? "This line is default(TextLine): no source has given it. Check that the variable has been assigned."
        : "This line is over: its source has gone on. Read it before the next wait, or keep a copy made by Detach().");
}
