namespace CoroFsm.Parsers;

/// <summary>What a <see cref="LineSplitter"/> accepts. Every default is safe.</summary>
public sealed record LineSplitterOptions
{
    /// <summary>Gets the options of a splitter that was given none.</summary>
    public static LineSplitterOptions Default { get; } = new();

    /// <summary>Gets how long a line may be, in bytes without its end. Default: 1 MiB. Longer is a <see cref="LineException"/> with its place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <remarks>It bounds the memory of a splitter, which keeps a line that has not ended.</remarks>
    public int MaxLineLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 1 << 20;

    /// <summary>Gets a value indicating whether bytes that are not UTF-8 pass as they are. Default: false; they are a <see cref="LineException"/> with their place.</summary>
    /// <remarks>For text of an unknown encoding that has ASCII's line ends, such as Latin-1.</remarks>
    public bool AllowInvalidUtf8 { get; init; }
}
