using System.Xml;

namespace CoroFsm.Parsers.Xml;

/// <summary>Provides the options of an <see cref="XmlReaderSource"/>.</summary>
/// <remarks>
/// Nothing outside the document is loaded, and a document type declaration causes an <see cref="XmlException"/>, unless the source is given
/// an <see cref="XmlReader"/> with other settings. For untrusted input, use <see cref="XmlPushParser"/>, because an attacker can slow
/// <see cref="XmlReader"/> down.
/// </remarks>
public sealed record XmlReaderSourceOptions
{
    /// <summary>Gets the default options.</summary>
    public static XmlReaderSourceOptions Default { get; } = new();

    /// <summary>
    /// Gets the maximum nesting depth of elements. Default: 512. A deeper element causes an <see cref="XmlException"/> with its position.
    /// </summary>
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

    /// <summary>
    /// Gets a value indicating whether comments are omitted. Default: false. Has no effect on an <see cref="XmlReader"/> that is given to
    /// the source.
    /// </summary>
    public bool IgnoreComments { get; init; }

    /// <summary>
    /// Gets a value indicating whether processing instructions are omitted. Default: false. Has no effect on an <see cref="XmlReader"/>
    /// that is given to the source.
    /// </summary>
    public bool IgnoreProcessingInstructions { get; init; }
}
