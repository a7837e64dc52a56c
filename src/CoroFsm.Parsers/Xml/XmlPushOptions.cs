namespace CoroFsm.Parsers.Xml;

/// <summary>Provides the options of an <see cref="XmlPushParser"/>. Every default is safe for untrusted input.</summary>
/// <remarks>
/// A document that exceeds a limit causes an <see cref="XmlPushException"/> that names the limit and the position. Text and CDATA sections
/// are delivered in pieces, so their length has no limit of its own.
/// </remarks>
public sealed record XmlPushOptions
{
    /// <summary>Gets the default options.</summary>
    public static XmlPushOptions Default { get; } = new();

    /// <summary>Gets the mode for a document type declaration. Default: <see cref="XmlDtdMode.Prohibit"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public XmlDtdMode Dtd
    {
        get;
        init
        {
            if (!Enum.IsDefined(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The value is not defined. Use a member of the enumeration.");
            field = value;
        }
    }

    /// <summary>
    /// Gets a value indicating whether the parser resolves prefixes to namespaces (Namespaces in XML 1.0). Default: true. Otherwise, a
    /// colon is an ordinary character of a name.
    /// </summary>
    public bool Namespaces { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether the input is the content of a long-lived root element that is not part of the input: any number of
    /// elements, text between them, and no document type declaration. Default: false.
    /// </summary>
    public bool IsFragment { get; init; }

    /// <summary>Gets a value indicating whether comments are omitted. Default: false.</summary>
    public bool IgnoreComments { get; init; }

    /// <summary>Gets a value indicating whether processing instructions are omitted. Default: false.</summary>
    public bool IgnoreProcessingInstructions { get; init; }

    /// <summary>Gets the maximum nesting depth of elements. Default: 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDepth { get; init => field = Positive(value); } = 512;

    /// <summary>
    /// Gets the maximum length of a name, a namespace name, or an entity or character reference, in bytes of UTF-8. Default: 1,024.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxNameLength { get; init => field = Positive(value); } = 1024;

    /// <summary>
    /// Gets the maximum number of attributes of a tag, including namespace declarations and default attributes. Default: 512.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxAttributes { get; init => field = Positive(value); } = 512;

    /// <summary>Gets the maximum number of namespaces that a tag declares. Default: 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxNamespaceDeclarations { get; init => field = Positive(value); } = 256;

    /// <summary>
    /// Gets the maximum number of namespace declarations in scope, including those of all open elements. Default: 4,096.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxNamespacesInScope { get; init => field = Positive(value); } = 4096;

    /// <summary>
    /// Gets the maximum length of an attribute value, a comment or a processing instruction, in bytes of UTF-8. Default: 8 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxValueLength { get; init => field = Positive(value); } = 8 << 20;

    /// <summary>Gets the maximum length of a tag or a document type declaration, in bytes of UTF-8. Default: 9 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxTagLength { get; init => field = Positive(value); } = 9 << 20;

    /// <summary>Gets the maximum length of a document, in bytes as fed. Default: unlimited.</summary>
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

    /// <summary>Gets the maximum total length of all expanded entities, in bytes of UTF-8. Default: 10,000,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEntityExpansion { get; init => field = Positive(value); } = 10_000_000;

    /// <summary>
    /// Gets the maximum ratio of the total length of all expanded entities to the length of the document that has been read so far. It
    /// applies once both together exceed 8 MiB. Default: 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEntityAmplification { get; init => field = Positive(value); } = 100;

    /// <summary>Gets the maximum nesting depth of references to entities. Default: 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEntityDepth { get; init => field = Positive(value); } = 32;

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
