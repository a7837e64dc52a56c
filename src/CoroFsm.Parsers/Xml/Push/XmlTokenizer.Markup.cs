namespace CoroFsm.Parsers.Xml;

/// <content>Markup that the main loop does not take: begun here, and gone on with when more bytes have come, from where the last look ended.</content>
internal abstract partial class XmlTokenizer
{
    private const int FirstCheck = 32 * 1024;

    /// <summary>Gets or sets a value indicating whether an event is about an element: the names of others have no namespace.</summary>
    private bool isElement = true;

    /// <summary>Reads the markup at a place.</summary>
    /// <returns>False if its end is not there yet.</returns>
    private protected bool BeginMarkup(int start)
    {
        window.Position = start;
        nextCheck = FirstCheck;
        placesSeen = 1;
        quote = 0;
        var kind = window.Buffer[start + 1];
        (pending, scanned) = kind switch
        {
            (byte)'!' => (Pending.Declaration, start),
            (byte)'?' => (Pending.Instruction, start + 2),
            (byte)'/' => (Pending.EndTag, start + 2),
            _ => (Pending.StartTag, start + 1),
        };
        return kind switch
        {
            (byte)'!' or (byte)'?' => FinishPending(),
            (byte)'/' => ReadEndTag(start),
            _ => window.Valid > start + 1 && ReadTag(start),
        };
    }

    /// <summary>Goes on with what has begun.</summary>
    /// <returns>False if its end is not there yet.</returns>
    private bool FinishPending()
    {
        var start = window.Position;
        scanned = Math.Min(scanned, window.End);        // a fault has cut off what was looked at
        if (pending == Pending.StartTag && scanned == start + 1 && window.Valid > scanned && window.Buffer[scanned] is (byte)'!' or (byte)'?' or (byte)'/')
            return BeginMarkup(start);

        return pending switch
        {
            Pending.StartTag => FindTagEnd() && FinishTag(start),
            Pending.EndTag => Find((byte)'>') && ReadEndTag(start),
            Pending.Comment => FinishComment(start),
            Pending.Instruction => FinishInstruction(start),
            Pending.DocumentType => FinishDocumentType(start),
            Pending.CData => FinishCData(),
            _ => BeginDeclaration(start),
        };
    }

    private bool BeginDeclaration(int start)
    {
        var there = window.Buffer.AsSpan(start, Math.Min(window.Valid - start, "<!DOCTYPE".Length));
        if (there.StartsWith("<!--"u8))
        {
            (pending, scanned) = (Pending.Comment, start + "<!--".Length);
            return FinishComment(start);
        }

        if (there.SequenceEqual("<![CDATA["u8))
        {
            if (depth < textDepth)
                Fail(start, "A CDATA section must stand inside an element.");
            pending = Pending.CData;
            textPlace = start;
            window.SkipTo(start + there.Length);
            cdataStart = window.Position;
            return FinishCData();
        }

        if (there.SequenceEqual("<!DOCTYPE"u8))
            return BeginDocumentType(start);
        if (!"<!--"u8.StartsWith(there) && !"<![CDATA["u8.StartsWith(there) && !"<!DOCTYPE"u8.StartsWith(there))
            Fail(start, "A comment <!--, a CDATA section <![CDATA[ or a document type declaration <!DOCTYPE is expected.");
        return false;
    }

    private bool FinishComment(int start)
    {
        var there = window.Buffer.AsSpan(scanned, window.Valid - scanned);
        var dashes = there.IndexOf("--"u8);
        if (dashes < 0 || scanned + dashes + 2 >= window.Valid)
        {
            scanned = dashes < 0 ? Math.Max(scanned, window.Valid - 1) : scanned + dashes;
            CheckLength(start, scanned - start, "A comment");
            return false;
        }

        var end = scanned + dashes;
        CheckLength(start, end - start, "A comment");
        if (window.Buffer[end + 2] != '>')
            Fail(end, "'--' cannot stand in a comment; '-->' is expected.");
        var text = start + "<!--".Length;
        Deliver(SaxKind.Comment, 0, start, text, end - text, end + "-->".Length, options.IgnoreComments);
        return true;
    }

    private bool FinishInstruction(int start)
    {
        var there = window.Buffer.AsSpan(scanned, window.Valid - scanned);
        var length = there.IndexOf("?>"u8);
        if (length < 0)
        {
            scanned = Math.Max(scanned, window.Valid - 1);
            CheckLength(start, scanned - start, "A processing instruction");
            return false;
        }

        var end = scanned + length;
        var b = window.Buffer;
        var target = b.AsSpan(start + 2, end - start - 2);
        var targetEnd = target.IndexOfAny(" \t\r\n"u8);
        target = targetEnd < 0 ? target : target[..targetEnd];
        if (target.SequenceEqual("xml"u8))
        {
            ReadXmlDeclaration(start, end);
            return true;
        }

        CheckLength(start, end - start, "A processing instruction");
        CheckPlainName(start + 2, target);
        if (target.Length == 3 && System.Text.Ascii.EqualsIgnoreCase(target, "xml"u8))
            Fail(start, "A processing instruction cannot have the target xml.");
        var name = names.Find(b, start + 2, target.Length);
        if (name == 0)
            name = names.Add(target, NamespaceScopes.NoPrefix, NameKind.Plain);
        var text = start + 2 + target.Length;
        while (text < end && XmlChars.IsWhiteSpace(b[text]))
            text++;
        Deliver(SaxKind.ProcessingInstruction, name, start, text, end - text, end + "?>".Length, options.IgnoreProcessingInstructions);
        return true;
    }

    private void ReadXmlDeclaration(int start, int end)
    {
        if (hasStartedDocument || floor > 0 || entityDepth > 0 || PlaceOf(start).ByteOffset != documentOffset)
        {
            CheckLength(start, end - start, "A processing instruction");
            Fail(start, "An XML declaration can only stand at the very beginning.");
        }

        var declaration = XmlDeclaration.Parse(window.Buffer.AsSpan(start, end + 2 - start));
        if (declaration.Error is { } error)
            Fail(start + declaration.ErrorAt, error);
        isStandalone = declaration.IsStandalone;
        values.Cut(0);
        values.Add(System.Text.Encoding.UTF8.GetBytes(declaration.Text));
        pending = Pending.None;
        window.SkipTo(end + 2);
        hasStartedDocument = true;
        EmitOther(SaxKind.XmlDeclaration, 0, start, values.Array, 0, values.Length);
    }

    /// <summary>Delivers markup that has a text, with its line ends normalised.</summary>
    private void Deliver(SaxKind kind, int name, int start, int text, int length, int end, bool isIgnored)
    {
        pending = Pending.None;
        hasStartedDocument = true;
        window.SkipTo(end);
        if (isIgnored)
            return;

        var bytes = window.Buffer.AsSpan(text, length);
        if (entityDepth == 0 && bytes.Contains((byte)'\r'))
        {
            values.Cut(0);
            LineEndNormalizer.Write(bytes, values);
            EmitOther(kind, name, start, values.Array, 0, values.Length);
        }
        else
        {
            EmitOther(kind, name, start, window.Buffer, text, length);
        }
    }

    private void EmitOther(SaxKind kind, int name, int start, byte[] buffer, int text, int length)
    {
        (textBuffer, textStart, textLength) = (buffer, text, length);
        nameId = name;
        isElement = false;
        eventStart = start;
        Emit(kind);
        isElement = true;
        textBuffer = window.Buffer;
        textLength = 0;
    }
}
