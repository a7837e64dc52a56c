using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Represents an event of an XML document (SAX): start, text, end and so on, as a view of the source's memory.
/// </summary>
/// <remarks>
/// <para>
/// An event is a view of 16 bytes of the source's current token, and valid until the source continues with the next one. Reading it later
/// throws <see cref="InvalidOperationException"/>; <see cref="Detach"/> creates a copy that remains valid. A machine that queues or defers
/// events detaches them itself.
/// </para>
/// <para>
/// All sources produce the same events for the same document, except for the points at which a long text is split, and for a few documents
/// that one of them rejects (docs/xml.md lists them).
/// </para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public readonly struct SaxEvent : IDetachable<SaxEvent>
{
    private readonly SaxToken? token;
    private readonly int version;

    internal SaxEvent(SaxToken token, SaxKind kind)
    {
        this.token = token;
        version = token.Version;
        Kind = kind;
    }

    /// <summary>Gets the kind of the event. Always valid.</summary>
    public SaxKind Kind { get; }

    /// <summary>
    /// Gets the name as written in the document, with its prefix: that of an element, the target of a processing instruction, that of a
    /// document type; otherwise "".
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    /// <remarks>
    /// Names are atomized: the same name is the same string throughout a document, unless the document contains more than 16,384 names.
    /// </remarks>
    public string Name => Token.Name;

    /// <summary>Gets the name without its prefix.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public string LocalName => Token.LocalName;

    /// <summary>Gets the prefix of the name; "" if it has none.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public string Prefix => Token.Prefix;

    /// <summary>Gets the namespace of the name; "" for none.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public string NamespaceUri => Token.NamespaceUri;

    /// <summary>Gets the attributes of a start tag, including namespace declarations; none for other events.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public SaxAttributes Attributes => new(Token);

    /// <summary>
    /// Gets the text as UTF-8, with line ends normalized to LF and references resolved, of a text, CDATA section, comment, processing
    /// instruction or declaration; otherwise empty.
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public ReadOnlySpan<byte> Text => Token.Text;

    /// <summary>Gets the line on which the event begins, from 1; 0 if the source does not provide it.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    /// <remarks>
    /// The end half of an empty-element tag, and the later pieces of a text, have the position of their tag or text. An
    /// <see cref="XmlReaderSource"/> provides a position near the name or the internal subset of a document type declaration.
    /// </remarks>
    public int Line => Token.Line;

    /// <summary>
    /// Gets the column at which the event begins, from 1, in UTF-16 units, limited to <see cref="int.MaxValue"/>; 0 if the source does not
    /// provide it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    /// <remarks>
    /// The remarks on <see cref="Line"/> apply. For a document type declaration the column that an <see cref="XmlReaderSource"/> provides
    /// may be 0.
    /// </remarks>
    public int Column => Token.Column;

    /// <summary>Gets the offset at which the event begins, in bytes from 0; -1 if the source does not provide it.</summary>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public long ByteOffset => Token.ByteOffset;

    /// <summary>Gets the token of which the event is a view.</summary>
    internal SaxToken Token
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => token is { } t && t.Version == version ? t : throw IsStale(token);
    }

    private string DebuggerDisplay => token is null ? "no event"
        : token.Version != version ? $"{Kind} (no longer valid)"
        : $"{Kind} {Name}{(Kind is SaxKind.StartElement or SaxKind.EndElement ? "" : GetText())}";

    /// <summary>Creates a string of <see cref="Text"/>.</summary>
    /// <returns>The text; "" if there is none.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    /// <remarks>Allocates a string on each call.</remarks>
    public string GetText() => Token.GetText();

    /// <summary>Parses <see cref="Text"/> as a number, a date or another type, directly from UTF-8 and in the invariant culture.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="value">The result.</param>
    /// <returns>False if the text cannot be parsed.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    /// <remarks>
    /// Allocates nothing unless the type's parsing does. Put a <see cref="TextCoalescer"/> in front, because a text may arrive in pieces.
    /// </remarks>
    public bool TryParse<T>([MaybeNullWhen(false)] out T value)
        where T : IUtf8SpanParsable<T> =>
        T.TryParse(Text, CultureInfo.InvariantCulture, out value);

    /// <summary>Determines whether this is the start of an element.</summary>
    /// <param name="name">The element's name, with its prefix.</param>
    /// <returns>True if it is the start of the element.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public bool IsStart(string name) => Kind == SaxKind.StartElement && Name == name;

    /// <summary>Determines whether this is the end of an element.</summary>
    /// <param name="name">The element's name, with its prefix.</param>
    /// <returns>True if it is the end of the element.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public bool IsEnd(string name) => Kind == SaxKind.EndElement && Name == name;

    /// <summary>Creates a copy that remains valid when the source continues.</summary>
    /// <returns>The copy; the event itself if it is a copy.</returns>
    /// <exception cref="InvalidOperationException">The source has continued.</exception>
    public SaxEvent Detach() => new(Token.Detach(), Kind);

    /// <summary>Returns a description of the event, for messages and traces.</summary>
    /// <returns>The kind, and the name or the text if the event is still valid.</returns>
    public override string ToString() => DebuggerDisplay;

    private static InvalidOperationException IsStale(SaxToken? token) => new(token is null
        ? "This event is default(SaxEvent): no source has created it. Check that the variable has been assigned."
        : "This event is no longer valid: its source has continued. Read it before the next wait, or keep a copy from Detach().");
}
