namespace CoroFsm.Parsers;

/// <summary>What an <see cref="XmlReaderSource"/> accepts and delivers. Every default is safe.</summary>
public sealed record XmlReaderSourceOptions
{
    /// <summary>Gets the options of a source that was given none.</summary>
    public static XmlReaderSourceOptions Default { get; } = new();

    /// <summary>Gets how deep elements may nest. Default: 512. Deeper is an <see cref="System.Xml.XmlException"/> with its place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = 512;

    /// <summary>Gets a value indicating whether comments are left out. Default: false.</summary>
    public bool IgnoreComments { get; init; }

    /// <summary>Gets a value indicating whether processing instructions are left out. Default: false.</summary>
    public bool IgnoreProcessingInstructions { get; init; }
}
