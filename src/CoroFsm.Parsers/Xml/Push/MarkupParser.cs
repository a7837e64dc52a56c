using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm.Parsers.Xml;

/// <summary>Parses markup that the content loop does not take: starts it, and continues when more bytes have come.</summary>
internal sealed class MarkupParser
{
    private readonly XmlPushOptions options;
    private readonly XmlContent content;
    private readonly InputStack input;
    private readonly XmlToken token;
    private readonly TagReader tags;
    private readonly UnfinishedMarkup markup;
    private readonly MarkupReader reader;
    private readonly DocumentTypeReader documentTypes;
    private readonly XmlFaults faults;
    private readonly TagAttributes attributes;

    internal MarkupParser(
        XmlPushOptions options, XmlContent content, UnfinishedMarkup markup, TagReader tags, TagAttributes attributes, EntityTable entities)
    {
        this.options = options;
        this.content = content;
        this.markup = markup;
        this.tags = tags;
        this.attributes = attributes;
        input = content.Input;
        token = content;
        faults = content.Faults;
        reader = new(input, markup, content.Names, token, content.Positions, faults);
        documentTypes = new(options, input, content.Names, token, attributes, entities, faults);
    }

    /// <summary>Gets a value indicating whether start tags must be compared with declarations of attributes.</summary>
    internal bool HasDeclarations => attributes.HasDeclarations;

    /// <summary>Starts another document.</summary>
    internal void Clear()
    {
        markup.Kind = MarkupKind.None;
        reader.Clear();
        documentTypes.Clear();
    }

    /// <summary>Reads the markup at an offset.</summary>
    /// <param name="window">The current window.</param>
    /// <param name="start">The offset.</param>
    /// <returns>False if its end is not there yet.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]      // the content loop, its only hot caller, needs its registers for what is frequent
    internal bool Begin(InputWindow window, int start)
    {
        window.Position = start;
        switch (window.Buffer[start + 1])
        {
            case (byte)'!':
                markup.Begin(MarkupKind.Declaration, start);
                return Continue(window);
            case (byte)'?':
                markup.Begin(MarkupKind.Instruction, start + 2);
                return Continue(window);
            case (byte)'/':
                markup.Begin(MarkupKind.EndTag, start + 2);
                return ReadEndTag(window, start);
            default:
                markup.Begin(MarkupKind.StartTag, start + 1);
                return window.Valid > start + 1 && ReadTag(window, start);
        }
    }

    /// <summary>Continues the markup that has begun.</summary>
    /// <param name="window">The current window.</param>
    /// <returns>False if its end is not there yet.</returns>
    internal bool Continue(InputWindow window)
    {
        var start = window.Position;
        markup.Cut();
        return markup.Kind switch
        {
            MarkupKind.StartTag => ContinueTag(window, start),
            MarkupKind.EndTag => markup.Find((byte)'>') && ReadEndTag(window, start),
            MarkupKind.Comment => reader.TryReadComment(start) && EmitOther(SaxKind.Comment, options.IgnoreComments),
            MarkupKind.Instruction => ReadInstruction(start),
            MarkupKind.DocumentType => ReadDocumentType(start),
            MarkupKind.CData => content.ReadCData(),
            _ => BeginDeclaration(window, start),
        };
    }

    private bool ContinueTag(InputWindow window, int start)
    {
        if (markup.IsUnknownAt(start + 1) && window.Valid > start + 1 && window.Buffer[start + 1] is (byte)'!' or (byte)'?' or (byte)'/')
            return Begin(window, start);
        if (!markup.FindTagEnd())
            return false;
        if (!window.IsIndexed(start))
            return ReadTag(window, start);
        var name = tags.ReadByIndex(window, start, content.Depth + 1, out var isEmpty);
        if (name == 0)
            return ReadTag(window, start);
        markup.Kind = MarkupKind.None;
        content.EmitTag(name, start, isEmpty);
        return true;
    }

    private bool ReadTag(InputWindow window, int start)
    {
        var name = tags.Read(window, start, content.Depth + 1, out var isEmpty);
        if (name == 0)
            return false;
        markup.Kind = MarkupKind.None;
        content.EmitTag(name, start, isEmpty);
        return true;
    }

    private bool ReadEndTag(InputWindow window, int start)
    {
        if (!content.CanEndElement)
        {
            faults.Fail(start, content.IsInEntity
                ? "The text of an entity ends an element that it did not begin."
                : "An end tag, but no element is open.");
        }


        var name = content.Element;
        if (!tags.ReadEnd(window, start, name))
            return false;
        markup.Kind = MarkupKind.None;
        content.EmitEndTag(name, start);
        return true;
    }

    private bool BeginDeclaration(InputWindow window, int start)
    {
        var available = window.Buffer.AsSpan(start, Math.Min(window.Valid - start, "<!DOCTYPE".Length));
        if (available.StartsWith("<!--"u8))
        {
            markup.Begin(MarkupKind.Comment, start + "<!--".Length);
            return Continue(window);
        }

        if (available.SequenceEqual("<![CDATA["u8))
        {
            markup.Kind = MarkupKind.CData;
            return content.BeginCData(start, start + available.Length);
        }

        if (available.SequenceEqual("<!DOCTYPE"u8))
        {
            documentTypes.CheckAllowed(start, content.HasRoot);
            markup.Begin(MarkupKind.DocumentType, start + available.Length);
            return ReadDocumentType(start);
        }

        if (!"<!--"u8.StartsWith(available) && !"<![CDATA["u8.StartsWith(available) && !"<!DOCTYPE"u8.StartsWith(available))
            faults.Fail(start, "A comment <!--, a CDATA section <![CDATA[ or a document type declaration <!DOCTYPE is expected.");
        return false;
    }

    private bool ReadInstruction(int start)
    {
        if (!reader.TryReadInstruction(start, content.IsAtStart, out var kind))
            return false;
        return EmitOther(kind, kind == SaxKind.ProcessingInstruction && options.IgnoreProcessingInstructions);
    }

    private bool ReadDocumentType(int start)
    {
        if (!markup.FindDocumentTypeEnd(out var end))
            return false;
        documentTypes.Read(start, end, reader.IsStandalone);
        return EmitOther(SaxKind.DocumentType, isIgnored: false);
    }

    /// <summary>Delivers the markup that the token describes, unless it is ignored.</summary>
    private bool EmitOther(SaxKind kind, bool isIgnored)
    {
        markup.Kind = MarkupKind.None;
        content.StartContent();
        if (!isIgnored)
            content.Emit(kind);
        token.UseWindow();
        return true;
    }

    /// <summary>Checks whether markup that has outgrown a block is markup at all, and within the limits.</summary>
    internal void CheckLength(InputWindow window)
    {
        var length = window.End - window.Position;
        if (!markup.IsCheckDue(length, options.MaxTagLength))
            return;
        CheckUnfinishedTag(window);
        if (markup.Kind is MarkupKind.StartTag or MarkupKind.EndTag or MarkupKind.DocumentType)
            faults.CheckTagLength(window.Position, length);
    }

    /// <summary>
    /// Fails if there is an error in a tag whose end has not arrived. It precedes the error that ends the input, however the bytes are
    /// split.
    /// </summary>
    internal void CheckUnfinishedTag(InputWindow window)
    {
        if (markup.Kind == MarkupKind.StartTag && window.Valid > window.Position + 1)
            ReadTag(window, window.Position);
        else if (markup.Kind == MarkupKind.EndTag)
            ReadEndTag(window, window.Position);
    }

    [DoesNotReturn]
    internal void FailUnfinished()
    {
        CheckUnfinishedTag(input.Current);
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
