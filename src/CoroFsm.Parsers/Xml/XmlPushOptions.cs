namespace CoroFsm.Parsers.Xml;

/// <summary>What an <see cref="XmlPushParser"/> accepts and delivers. Every default is safe for input from anywhere.</summary>
/// <remarks>
/// Crossing a limit is an <see cref="XmlPushException"/> that names the limit and the place. Text and CDATA come in pieces and have no
/// limit.
/// </remarks>
public sealed record XmlPushOptions
{
    /// <summary>Gets the options of a parser that was given none.</summary>
    public static XmlPushOptions Default { get; } = new();

    /// <summary>Gets what is done with a document type declaration. Default: it is prohibited.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such mode.</exception>
    public XmlDtdMode Dtd
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, "No such mode.");
            field = value;
        }
    }

    /// <summary>
    /// Gets a value indicating whether names have prefixes and namespaces (Namespaces in XML 1.0). Default: true. If not, a colon is a
    /// letter.
    /// </summary>
    public bool Namespaces { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether the input is the content of one long-lived root that is not part of it: any number of elements,
    /// text between them,
    /// and no document type declaration. Default: false.
    /// </summary>
    public bool IsFragment { get; init; }

    /// <summary>Gets a value indicating whether comments are left out. Default: false.</summary>
    public bool IgnoreComments { get; init; }

    /// <summary>Gets a value indicating whether processing instructions are left out. Default: false.</summary>
    public bool IgnoreProcessingInstructions { get; init; }

    /// <summary>Gets how deep elements may nest. Default: 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDepth { get; init => field = Positive(value); } = 512;

    /// <summary>Gets how long a name, the name of a namespace, or a reference may be, in bytes of UTF-8. Default: 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxNameLength { get; init => field = Positive(value); } = 1024;

    /// <summary>Gets how many attributes a tag may have, namespace declarations and defaults included. Default: 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxAttributes { get; init => field = Positive(value); } = 512;

    /// <summary>Gets how many namespaces a tag may declare. Default: 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxNamespaceDeclarations { get; init => field = Positive(value); } = 256;

    /// <summary>
    /// Gets how many declarations of namespaces may be in force at once, those of all open elements together. Default: 4,096.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxNamespacesInScope { get; init => field = Positive(value); } = 4096;

    /// <summary>
    /// Gets how long the value of an attribute, a comment or a processing instruction may be, in bytes of UTF-8. Default: 8 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxValueLength { get; init => field = Positive(value); } = 8 << 20;

    /// <summary>Gets how long a whole tag or document type declaration may be, in bytes of UTF-8. Default: 9 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxTagLength { get; init => field = Positive(value); } = 9 << 20;

    /// <summary>Gets how long a document may be, in bytes as fed. Default: unlimited.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long MaxDocumentLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

    = long.MaxValue;

    /// <summary>Gets how many bytes of UTF-8 all references to entities together may stand for. Default: 10,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEntityExpansion { get; init => field = Positive(value); } = 10_000_000;

    /// <summary>
    /// Gets how many times longer than what was fed a document may become by its entities, once it has become longer than 8 MiB.
    /// Default: 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEntityAmplification { get; init => field = Positive(value); } = 100;

    /// <summary>Gets how deep references to entities may nest. Default: 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEntityDepth { get; init => field = Positive(value); } = 32;

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
