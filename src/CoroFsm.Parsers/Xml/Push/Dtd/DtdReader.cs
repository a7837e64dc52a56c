using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>
/// Reads a document type declaration with its internal subset ([28] to [83]): checks all of it, and keeps what a parser that does not
/// validate needs.
/// </summary>
internal sealed partial class DtdReader
{
    private readonly XmlPushOptions options;
    private readonly bool isStandalone;
    private readonly NormaliseDefault normalise;
    private readonly Dictionary<string, EntityDeclaration> parameterEntities = [];

    private byte[] text;
    private int at;

    /// <summary>Where the reference stands in whose text the reader is; -1 in the document itself.</summary>
    private int referenceAt = -1;
    private int entityDepth;
    private long expanded;

    internal DtdReader(byte[] text, XmlPushOptions options, bool isStandalone, NormaliseDefault normalise)
    {
        this.text = text;
        this.options = options;
        this.isStandalone = isStandalone;
        this.normalise = normalise;
    }

    /// <summary>Normalises the default of an attribute.</summary>
    internal delegate byte[] NormaliseDefault(int at, ReadOnlySpan<byte> raw, bool isTyped);

    internal string Name { get; private set; } = "";

    internal int NameAt { get; private set; }

    internal byte[] Subset { get; private set; } = [];

    internal Dictionary<string, EntityDeclaration> Entities { get; } = [];

    /// <summary>
    /// Gets the entities whose declarations do not count: they stand behind a reference to a parameter entity that is not read ([5.1]).
    /// </summary>
    internal HashSet<string> IgnoredEntities { get; } = [];

    internal Dictionary<string, ElementAttributes> Attributes { get; } = [];

    /// <summary>
    /// Gets a value indicating whether there are declarations that were not read, because they are outside the document or behind such.
    /// </summary>
    internal bool HasUnread { get; private set; }

    private bool Keeps => !hasPassedUnread || isStandalone;

    private bool hasPassedUnread;

    /// <summary>Reads the name of the root element only.</summary>
    internal void ReadName()
    {
        at = "<!DOCTYPE".Length;
        RequireBlanks();
        NameAt = at;
        Name = QualifiedName();
    }

    /// <summary>Reads everything.</summary>
    internal void ReadAll()
    {
        ReadName();
        var hasBlanks = SkipBlanks();
        if (Peek('S') || Peek('P'))
        {
            if (!hasBlanks)
                Fail("White space is expected behind the name of the root element.");
            ReadExternalId(mayBePublicOnly: false);
            HasUnread = true;
            SkipBlanks();
        }

        if (TryTake("["u8))
        {
            var start = at;
            ReadSubset();
            Subset = text[start..at];
            Expect(']');
            SkipBlanks();
        }

        Expect('>');
        if (at != text.Length)
            Fail("The document type declaration ends here, but there is more.");
    }

    private void ReadSubset()
    {
        while (true)
        {
            SkipBlanks();
            if (at == text.Length || Peek(']') && referenceAt < 0)
                return;
            if (TryTake("%"u8))
                ReadParameterReference();
            else if (TryTake("<!--"u8))
                SkipComment();
            else if (TryTake("<?"u8))
                SkipInstruction();
            else if (TryTake("<!ENTITY"u8))
                ReadEntity();
            else if (TryTake("<!ELEMENT"u8))
                ReadElement();
            else if (TryTake("<!ATTLIST"u8))
                ReadAttributes();
            else if (TryTake("<!NOTATION"u8))
                ReadNotation();
            else
                Fail("A declaration <!ENTITY, <!ELEMENT, <!ATTLIST or <!NOTATION is expected in the internal subset.");
        }
    }

    /// <summary>Reads the declarations that a parameter entity stands for.</summary>
    private void ReadParameterReference()
    {
        var start = at - 1;
        var name = PlainName();
        Expect(';');
        if (!parameterEntities.TryGetValue(name, out var entity) || entity.Text is null)
        {
            HasUnread = hasPassedUnread = true;
            return;
        }

        if (entity.IsOpen)
            Fail($"The parameter entity {name} refers to itself.");
        expanded += entity.Text.Length;
        if (expanded > options.MaxEntityExpansion || ++entityDepth > options.MaxEntityDepth)
        {
            var (limit, option) = expanded > options.MaxEntityExpansion
                ? (options.MaxEntityExpansion, nameof(XmlPushOptions.MaxEntityExpansion))
                : (options.MaxEntityDepth, nameof(XmlPushOptions.MaxEntityDepth));
            Fail($"The parameter entities go beyond {limit} (limit {nameof(XmlPushOptions)}.{option}).");
        }

        var (outerText, outerAt, outerReference) = (text, at, referenceAt);
        entity.IsOpen = true;
        (text, at, referenceAt) = (entity.Text, 0, referenceAt < 0 ? start : referenceAt);
        ReadSubset();
        entity.IsOpen = false;
        entityDepth--;
        (text, at, referenceAt) = (outerText, outerAt, outerReference);
    }

    private void SkipComment()
    {
        var length = text.AsSpan(at).IndexOf("--"u8);
        if (length < 0)
            Fail("'-->' is expected at the end of a comment.");
        at += length + 2;
        Expect('>');
    }

    private void SkipInstruction()
    {
        var target = PlainName();
        if (target.Equals("xml", StringComparison.OrdinalIgnoreCase))
            Fail("A processing instruction cannot have the target xml.");
        if (!SkipBlanks() && !text.AsSpan(at).StartsWith("?>"u8))
            Fail("White space or '?>' is expected behind the target of a processing instruction.");
        var length = text.AsSpan(at).IndexOf("?>"u8);
        if (length < 0)
            Fail("'?>' is expected at the end of a processing instruction.");
        at += length + 2;
    }

    [DoesNotReturn]
    private void Fail(string message) => throw new DtdFault(referenceAt >= 0 ? referenceAt : Math.Min(at, text.Length - 1), message);

    private bool Peek(char c) => at < text.Length && text[at] == c;

    private bool TryTake(ReadOnlySpan<byte> word)
    {
        if (!text.AsSpan(at).StartsWith(word))
            return false;
        at += word.Length;
        return true;
    }

    private void Expect(char c)
    {
        if (!Peek(c))
            Fail($"'{c}' is expected in the document type declaration.");
        at++;
    }

    private bool SkipBlanks()
    {
        var start = at;
        while (at < text.Length && XmlChars.IsWhiteSpace(text[at]))
            at++;
        return at > start;
    }

    private void RequireBlanks()
    {
        if (!SkipBlanks())
            Fail("White space is expected in the document type declaration.");
    }

    private string NameOrToken(bool isToken)
    {
        var length = XmlChars.NameLength(text.AsSpan(at));
        var name = text.AsSpan(at, length);
        if (length > options.MaxNameLength)
            Fail($"A name is longer than {options.MaxNameLength} (limit {nameof(XmlPushOptions)}.{nameof(XmlPushOptions.MaxNameLength)}).");
        var bad = XmlChars.FindBadNameChar(name, isToken);
        if (bad >= 0)
        {
            at += bad;
            Fail("A name is expected in the document type declaration.");
        }

        at += length;
        return Encoding.UTF8.GetString(name);
    }

    /// <summary>Reads the name of an entity, a notation or an instruction, which has no prefix.</summary>
    private string PlainName()
    {
        var name = NameOrToken(isToken: false);
        if (options.Namespaces && name.Contains(':', StringComparison.Ordinal))
            Fail($"A colon may not stand in the name {name} (Namespaces in XML 1.0).");
        return name;
    }

    /// <summary>Reads the name of an element or an attribute.</summary>
    private string QualifiedName()
    {
        var name = NameOrToken(isToken: false);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (options.Namespaces && colon >= 0)
        {
            var local = name[(colon + 1)..];
            if (colon == 0 || XmlChars.FindBadNameChar(Encoding.UTF8.GetBytes(local)) >= 0 || local.Contains(':', StringComparison.Ordinal))
                Fail($"A colon may only stand between a prefix and a local name, but there is {name} (Namespaces in XML 1.0).");
        }

        return name;
    }
}
