using System.Diagnostics.CodeAnalysis;

namespace CoroFsm.Parsers;

/// <content>Markup that the content loop does not take: started here, and continued when more bytes have come.</content>
internal abstract partial class XmlTokenizer
{
    private protected abstract void EmitTag(int name, int start, bool isEmpty);

    private protected abstract void EmitEndTag(int name, int start);

    /// <summary>Reads the markup at an offset.</summary>
    /// <returns>False if its end is not there yet.</returns>
    private protected bool BeginMarkup(int start)
    {
        var window = input.Current;
        window.Position = start;
        switch (window.Buffer[start + 1])
        {
            case (byte)'!':
                markup.Begin(MarkupKind.Declaration, start);
                return ContinueMarkup();
            case (byte)'?':
                markup.Begin(MarkupKind.Instruction, start + 2);
                return ContinueMarkup();
            case (byte)'/':
                markup.Begin(MarkupKind.EndTag, start + 2);
                return ReadEndTag(start);
            default:
                markup.Begin(MarkupKind.StartTag, start + 1);
                return window.Valid > start + 1 && ReadTag(start);
        }
    }

    /// <summary>Continues the markup that has begun.</summary>
    /// <returns>False if its end is not there yet.</returns>
    private bool ContinueMarkup()
    {
        var start = input.Current.Position;
        markup.Cut();
        return markup.Kind switch
        {
            MarkupKind.StartTag => ContinueTag(start),
            MarkupKind.EndTag => markup.Find((byte)'>') && ReadEndTag(start),
            MarkupKind.Comment => markupReader.TryReadComment(start) && EmitOther(SaxKind.Comment, options.IgnoreComments),
            MarkupKind.Instruction => ReadInstruction(start),
            MarkupKind.DocumentType => ReadDocumentType(start),
            MarkupKind.CData => ReadCData(),
            _ => BeginDeclaration(start),
        };
    }

    private bool ContinueTag(int start)
    {
        var window = input.Current;
        if (markup.IsUnknownAt(start + 1) && window.Valid > start + 1 && window.Buffer[start + 1] is (byte)'!' or (byte)'?' or (byte)'/')
            return BeginMarkup(start);
        if (!markup.FindTagEnd())
            return false;
        if (!window.IsIndexed(start))
            return ReadTag(start);
        var name = tags.ReadByIndex(start, depth + 1, out var isEmpty);
        if (name == 0)
            return ReadTag(start);
        markup.Kind = MarkupKind.None;
        EmitTag(name, start, isEmpty);
        return true;
    }

    private bool ReadTag(int start)
    {
        var name = tags.Read(start, depth + 1, out var isEmpty);
        if (name == 0)
            return false;
        markup.Kind = MarkupKind.None;
        EmitTag(name, start, isEmpty);
        return true;
    }

    private bool ReadEndTag(int start)
    {
        if (depth <= floor)
            faults.Fail(start, floor > 0 ? "The text of an entity ends an element that it did not begin." : "An end tag, but no element is open.");
        var name = stack[depth - 1];
        if (!tags.ReadEnd(start, name))
            return false;
        markup.Kind = MarkupKind.None;
        EmitEndTag(name, start);
        return true;
    }

    private bool BeginDeclaration(int start)
    {
        var window = input.Current;
        var available = window.Buffer.AsSpan(start, Math.Min(window.Valid - start, "<!DOCTYPE".Length));
        if (available.StartsWith("<!--"u8))
        {
            markup.Begin(MarkupKind.Comment, start + "<!--".Length);
            return ContinueMarkup();
        }

        if (available.SequenceEqual("<![CDATA["u8))
        {
            if (depth < textDepth)
                faults.Fail(start, "A CDATA section must stand inside an element.");
            markup.Kind = MarkupKind.CData;
            textOffset = start;
            window.SkipTo(start + available.Length);
            return ReadCData();
        }

        if (available.SequenceEqual("<!DOCTYPE"u8))
        {
            documentTypes.CheckAllowed(start, hasRoot);
            markup.Begin(MarkupKind.DocumentType, start + available.Length);
            return ReadDocumentType(start);
        }

        if (!"<!--"u8.StartsWith(available) && !"<![CDATA["u8.StartsWith(available) && !"<!DOCTYPE"u8.StartsWith(available))
            faults.Fail(start, "A comment <!--, a CDATA section <![CDATA[ or a document type declaration <!DOCTYPE is expected.");
        return false;
    }

    private bool ReadInstruction(int start)
    {
        if (!markupReader.TryReadInstruction(start, isAtStart: !hasStartedDocument && floor == 0, out var kind))
            return false;
        return EmitOther(kind, kind == SaxKind.ProcessingInstruction && options.IgnoreProcessingInstructions);
    }

    private bool ReadDocumentType(int start)
    {
        if (!markup.FindDocumentTypeEnd(out var end))
            return false;
        documentTypes.Read(start, end, markupReader.IsStandalone);
        return EmitOther(SaxKind.DocumentType, isIgnored: false);
    }

    /// <summary>Delivers the markup that the token describes, unless it is ignored.</summary>
    private bool EmitOther(SaxKind kind, bool isIgnored)
    {
        markup.Kind = MarkupKind.None;
        hasStartedDocument = true;
        if (!isIgnored)
            Emit(kind);
        token.UseWindow();
        return true;
    }

    /// <summary>Makes room for one more open element, or fails if there cannot be one.</summary>
    private protected void PrepareLevel(int level, int offset)
    {
        if (level == 0)
        {
            if (hasRoot && !options.IsFragment)
                faults.Fail(offset, "A second root element; only comments and processing instructions may follow the root element.");
            hasRoot = hasStartedDocument = true;
        }

        if (level < stack.Length)
            return;
        if (level >= options.MaxDepth)
            faults.FailLimit(offset, "Elements nest deeper than", options.MaxDepth, nameof(XmlPushOptions.MaxDepth));
        Array.Resize(ref stack, Math.Min(stack.Length * 2, options.MaxDepth));
    }

    /// <summary>Checks the prefix of an element that has one.</summary>
    private protected void CheckPrefix(int name, int offset) => namespaces.CheckElement(name, offset);

    /// <summary>Checks whether markup that has outgrown a block is markup at all, and within the limits.</summary>
    private void CheckMarkupLength()
    {
        var window = input.Current;
        var length = window.End - window.Position;
        if (!markup.IsCheckDue(length, options.MaxTagLength))
            return;
        CheckUnfinishedTag();
        if (markup.Kind is MarkupKind.StartTag or MarkupKind.EndTag or MarkupKind.DocumentType)
            faults.CheckTagLength(window.Position, length);
    }

    /// <summary>Fails if something is wrong in a tag whose end is not there: that comes before what ends the input, however the bytes are divided.</summary>
    private void CheckUnfinishedTag()
    {
        var window = input.Current;
        if (markup.Kind == MarkupKind.StartTag && window.Valid > window.Position + 1)
            ReadTag(window.Position);
        else if (markup.Kind == MarkupKind.EndTag)
            ReadEndTag(window.Position);
    }

    [DoesNotReturn]
    private void FailUnfinished()
    {
        CheckUnfinishedTag();
        faults.Fail(input.Current.End, markup.Kind switch
        {
            MarkupKind.Comment => "The input ends inside a comment; '-->' is expected.",
            MarkupKind.CData => "The input ends inside a CDATA section; ']]>' is expected.",
            MarkupKind.Instruction => "The input ends inside a processing instruction; '?>' is expected.",
            MarkupKind.DocumentType => "The input ends inside a document type declaration; '>' is expected.",
            _ => "The input ends inside a tag; '>' is expected.",
        });
    }
}
