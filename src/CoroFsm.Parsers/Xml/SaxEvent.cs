using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// One event of an XML document, read where the source holds it: start, text, end and so on (SAX).
/// </summary>
/// <remarks>
/// <para>
/// An event is a view of 16 bytes onto the source's current token, and valid until the source goes on to the next. Reading it later throws
/// <see cref="InvalidOperationException"/>; <see cref="Detach"/> makes a copy that stays valid. A machine that queues or defers events
/// detaches them itself.
/// </para>
/// <para>
/// All sources give the same events for the same document, but for where a long text is cut into pieces, and for a few documents that one
/// of them refuses (docs/xml.md lists them).
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

    /// <summary>Gets what the event is about. Always valid.</summary>
    public SaxKind Kind { get; }

    /// <summary>
    /// Gets the name as it stands in the document, with its prefix: of an element, a processing instruction's target, a document type;
    /// else "".
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    /// <remarks>
    /// Names are atomised: the same name is the same string throughout a document, unless that brings more than 16,384 of them.
    /// </remarks>
    public string Name => Token.Name;

    /// <summary>Gets the name without its prefix.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public string LocalName => Token.LocalName;

    /// <summary>Gets the prefix of the name; "" if it has none.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public string Prefix => Token.Prefix;

    /// <summary>Gets the namespace that the name is in; "" for none.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public string NamespaceUri => Token.NamespaceUri;

    /// <summary>Gets the attributes of a start tag, namespace declarations among them; none for other events.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public SaxAttributes Attributes => new(Token);

    /// <summary>
    /// Gets the text as UTF-8, line ends normalised to LF and references resolved: of text, CDATA, a comment, a processing instruction
    /// or a declaration; else empty.
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public ReadOnlySpan<byte> Text => Token.Text;

    /// <summary>Gets the line on which the event begins, from 1; 0 if the source does not know.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    /// <remarks>
    /// The end half of an empty-element tag, and the later pieces of a text, are where their tag or text begins. An
    /// <see cref="XmlReaderSource"/> gives a position near the name or the internal subset of a document type declaration.
    /// </remarks>
    public int Line => Token.Line;

    /// <summary>
    /// Gets the column at which the event begins, from 1, in UTF-16 units, and <see cref="int.MaxValue"/> beyond that; 0 if the source
    /// does not know.
    /// </summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    /// <remarks>
    /// As for <see cref="Line"/>. For a document type declaration the column that an <see cref="XmlReaderSource"/> gives may be 0.
    /// </remarks>
    public int Column => Token.Column;

    /// <summary>Gets the offset at which the event begins, in bytes from 0; -1 if the source does not know.</summary>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public long ByteOffset => Token.ByteOffset;

    /// <summary>Gets what the event is a view of.</summary>
    internal SaxToken Token
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => token is { } t && t.Version == version ? t : throw IsStale(token);
    }

    private string DebuggerDisplay => token is null ? "no event"
        : token.Version != version ? $"{Kind} (over)"
        : $"{Kind} {Name}{(Kind is SaxKind.StartElement or SaxKind.EndElement ? "" : GetText())}";

    /// <summary>Makes a string of <see cref="Text"/>.</summary>
    /// <returns>The text; "" where there is none.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    /// <remarks>Allocates the string anew on each call.</remarks>
    public string GetText() => Token.GetText();

    /// <summary>Reads <see cref="Text"/> as a number, a date or the like, straight from UTF-8 and in the invariant culture.</summary>
    /// <typeparam name="T">What the text is read as.</typeparam>
    /// <param name="value">What was read.</param>
    /// <returns>False if the text is no <typeparamref name="T"/>.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    /// <remarks>
    /// Allocates nothing, if the type's parsing does not. Put a <see cref="TextCoalescer"/> in front: a text may come in pieces.
    /// </remarks>
    public bool TryParse<T>([MaybeNullWhen(false)] out T value)
        where T : IUtf8SpanParsable<T> =>
        T.TryParse(Text, CultureInfo.InvariantCulture, out value);

    /// <summary>Tells whether this is the start of an element.</summary>
    /// <param name="name">The element's name, with its prefix.</param>
    /// <returns>True if it is.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public bool IsStart(string name) => Kind == SaxKind.StartElement && Name == name;

    /// <summary>Tells whether this is the end of an element.</summary>
    /// <param name="name">The element's name, with its prefix.</param>
    /// <returns>True if it is.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public bool IsEnd(string name) => Kind == SaxKind.EndElement && Name == name;

    /// <summary>Makes a copy that stays valid when the source goes on.</summary>
    /// <returns>The copy; the event itself if it is one.</returns>
    /// <exception cref="InvalidOperationException">The source has gone on.</exception>
    public SaxEvent Detach() => new(Token.Detach(), Kind);

    /// <summary>Shows the event, for messages and traces.</summary>
    /// <returns>The kind, and the name or the text if the event is still valid.</returns>
    public override string ToString() => DebuggerDisplay;

    private static InvalidOperationException IsStale(SaxToken? token) => new(token is null
        ? "This event is default(SaxEvent): no source has given it. Check that the variable has been assigned."
        : "This event is over: its source has gone on. Read it before the next wait, or keep a copy made by Detach().");
}
