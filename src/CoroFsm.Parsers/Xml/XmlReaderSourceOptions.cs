using System.Xml;

namespace CoroFsm.Parsers.Xml;

/// <summary>Options of an <see cref="XmlReaderSource"/>: what it accepts and delivers.</summary>
/// <remarks>
/// By default nothing outside the document is loaded and no document type declaration is read. For hostile input use
/// <see cref="XmlPushParser"/>: <see cref="XmlReader"/> can be made slow.
/// </remarks>
public sealed record XmlReaderSourceOptions
{
    /// <summary>Gets the options of a source that was given none.</summary>
    public static XmlReaderSourceOptions Default { get; } = new();

    /// <summary>Gets how deep elements may nest. Default: 512. Deeper is an <see cref="XmlException"/> with its place.</summary>
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
