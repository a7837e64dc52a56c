namespace CoroFsm.Pipelines;

/// <summary>Provides the options for writing and reading JSON lines. Every default is safe.</summary>
public sealed record JsonLinesOptions
{
    /// <summary>Gets the default options.</summary>
    public static JsonLinesOptions Default { get; } = new();

    /// <summary>
    /// Gets a value indicating whether the stream consists of JSON lines only, as foreign programs (<c>jq</c>, <c>head</c>) write and read
    /// them. The end of such a stream is its completion. Default: false, which adds a last line, <c>#completed</c> or
    /// <c>#failed {"type":…,"message":…}</c>; a stream without that line has failed.
    /// </summary>
    public bool Plain { get; init; }

    /// <summary>Gets the maximum length of a line in bytes, without its line end. Default: 8 MiB. Both ends reject a longer line.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 16.</exception>
    public int MaxLineLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 16);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 29);
            field = value;
        }
    }

    = 8 << 20;

    /// <summary>
    /// Gets a value indicating whether each item is written and flushed immediately. Default: true. Otherwise, lines are written in blocks
    /// of 32 KiB, by <see cref="JsonLinesSink{T}.Flush"/>, and at the end.
    /// </summary>
    public bool AutoFlush { get; init; } = true;
}
