namespace CoroFsm.Pipelines;

/// <summary>How JSON lines are written and read. Every default is safe.</summary>
public sealed record JsonLinesOptions
{
    /// <summary>Gets the options of whoever was given none.</summary>
    public static JsonLinesOptions Default { get; } = new();

    /// <summary>
    /// Gets a value indicating whether the stream has lines of JSON and nothing else, as foreign programs (<c>jq</c>, <c>head</c>) write and read them. Default: false, which
    /// adds a last line: <c>#completed</c>, or <c>#failed {"type":…,"message":…}</c>; a stream that ends without is a failure then. In a plain stream its end is its completion.
    /// </summary>
    public bool Plain { get; init; }

    /// <summary>Gets how many bytes a line may have, without its end. Default: 8 MiB. Neither end takes a longer one.</summary>
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
    /// Gets a value indicating whether each item is written and flushed at once. Default: true. If not, lines are written when there are 32 KiB of them, at
    /// <see cref="JsonLinesSink{T}.Flush"/>, and at the end.
    /// </summary>
    public bool AutoFlush { get; init; } = true;
}
