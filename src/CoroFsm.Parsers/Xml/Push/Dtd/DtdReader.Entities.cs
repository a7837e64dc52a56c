namespace CoroFsm.Parsers.Xml;

/// <content>Declarations of entities and notations ([70] to [83]).</content>
internal sealed partial class DtdReader
{
    private void ReadEntity()
    {
        RequireBlanks();
        var isParameter = TryTake("%"u8);
        if (isParameter)
            RequireBlanks();
        var name = PlainName();
        RequireBlanks();

        EntityDeclaration entity;
        if (Peek('"') || Peek('\''))
        {
            entity = new(name, ReadEntityValue());
            SkipBlanks();
        }
        else
        {
            ReadExternalId(mayBePublicOnly: false);
            var hasBlanks = SkipBlanks();
            var isUnparsed = !isParameter && hasBlanks && TryTake("NDATA"u8);
            if (isUnparsed)
            {
                RequireBlanks();
                PlainName();
                SkipBlanks();
            }

            entity = new(name, null) { IsUnparsed = isUnparsed };
        }

        Expect('>');
        if (Keeps)
            (isParameter ? parameterEntities : Entities).TryAdd(name, entity);
        else if (!isParameter)
            IgnoredEntities.Add(name);
    }

    /// <summary>Reads the replacement text of an entity: references to characters are resolved, those to entities remain ([4.5]).</summary>
    private byte[] ReadEntityValue()
    {
        var delimiter = text[at++];
        var value = new ByteBuffer();
        while (true)
        {
            var length = text.AsSpan(at).IndexOfAny("&%\r\"'"u8);
            if (length < 0)
                Fail("The closing quote of the text of an entity is missing.");
            value.Add(text.AsSpan(at, length));
            at += length;
            var c = text[at];
            if (c == delimiter)
            {
                at++;
                return value.Written.ToArray();
            }

            if (c == '%')
                Fail("A reference to a parameter entity cannot stand inside a declaration of the internal subset.");
            if (c == '&')
                ReadReferenceInValue(value);
            else if (c == '\r' && referenceAt < 0)
            {
                value.Add((byte)'\n');
                at += text.AsSpan(at).StartsWith("\r\n"u8) ? 2 : 1;
            }
            else
            {
                value.Add(c);
                at++;
            }
        }
    }

    private void ReadReferenceInValue(ByteBuffer value)
    {
        var start = at++;
        if (!Peek('#'))
        {
            PlainName();
            Expect(';');
            value.Add(text.AsSpan(start, at - start));
            return;
        }

        var end = text.AsSpan(at).IndexOf((byte)';');
        var rune = default(System.Text.Rune);
        if (end < 0 || !CharacterReference.TryParse(text.AsSpan(at, end), out rune))
        {
            at = start;
            Fail("A reference to a character that is allowed in XML is expected, like &#65; or &#x41;.");
        }

        Span<byte> encoded = stackalloc byte[4];
        value.Add(encoded[..rune.EncodeToUtf8(encoded)]);
        at += end + 1;
    }

    private void ReadNotation()
    {
        RequireBlanks();
        PlainName();
        RequireBlanks();
        ReadExternalId(mayBePublicOnly: true);
        SkipBlanks();
        Expect('>');
    }

    /// <summary>Reads the identifier of an external entity, which is never loaded.</summary>
    private void ReadExternalId(bool mayBePublicOnly)
    {
        if (TryTake("SYSTEM"u8))
        {
            RequireBlanks();
            ReadLiteral();
            return;
        }

        if (!TryTake("PUBLIC"u8))
            Fail("SYSTEM, PUBLIC or a text in quotes is expected.");
        RequireBlanks();
        foreach (var b in ReadLiteral())
        {
            if (!XmlChars.IsPublicIdChar(b))
                Fail("A public identifier has a character that it cannot have.");
        }

        var hasBlanks = SkipBlanks();
        if (mayBePublicOnly && Peek('>'))
            return;
        if (!hasBlanks)
            Fail("White space is expected between the two identifiers.");
        ReadLiteral();
    }

    private ReadOnlySpan<byte> ReadLiteral()
    {
        if (!Peek('"') && !Peek('\''))
            Fail("A quote is expected.");
        var start = at + 1;
        var length = text.AsSpan(start).IndexOf(text[at]);
        if (length < 0)
            Fail("The closing quote is missing.");
        at = start + length + 1;
        return text.AsSpan(start, length);
    }
}
