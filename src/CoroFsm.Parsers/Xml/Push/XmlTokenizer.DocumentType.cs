using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <content>The document type declaration: found as a whole, then read at once.</content>
internal abstract partial class XmlTokenizer
{
    private bool hasDocumentType;

    /// <summary>Whether the document has declarations outside of itself, or behind such.</summary>
    private bool hasUnreadDeclarations;

    private DocumentTypeEnd documentTypeEnd;
    private Dictionary<string, ElementAttributes>? attributeTypes;

    private bool BeginDocumentType(int start)
    {
        if (options.IsFragment)
            Fail(start, "A fragment cannot have a document type declaration.");
        if (hasRoot)
            Fail(start, "A document type declaration must stand before the root element.");
        if (hasDocumentType)
            Fail(start, "A second document type declaration; one is allowed.");
        if (options.Dtd == XmlDtdMode.Prohibit)
        {
            Fail(start, "The document has a document type declaration (DTD), which is refused. Remove it, or set "
                + $"{nameof(XmlPushOptions)}.{nameof(XmlPushOptions.Dtd)} to {nameof(XmlDtdMode.Skip)} or {nameof(XmlDtdMode.Process)}.");
        }

        pending = Pending.DocumentType;
        documentTypeEnd = default;
        scanned = start + "<!DOCTYPE".Length;
        return FinishDocumentType(start);
    }

    private bool FinishDocumentType(int start)
    {
        var length = documentTypeEnd.Find(window.Buffer.AsSpan(scanned, window.Valid - scanned));
        if (length < 0)
        {
            scanned = window.Valid;
            return false;
        }

        var end = scanned + length;
        if (end - start > options.MaxTagLength)
            FailLimit(start, "A document type declaration is longer than", options.MaxTagLength, nameof(XmlPushOptions.MaxTagLength));
        hasDocumentType = hasStartedDocument = true;
        pending = Pending.None;

        var reader = new DtdReader(window.Buffer.AsSpan(start, end - start).ToArray(), options, isStandalone, (at, raw, isTyped) => NormaliseDefault(start + at, raw, isTyped));
        try
        {
            if (options.Dtd == XmlDtdMode.Process)
            {
                entities = reader.Entities;
                ignoredEntities = reader.IgnoredEntities;
                reader.ReadAll();
                attributeTypes = reader.Attributes.Count > 0 ? reader.Attributes : null;
                hasDeclaredAttributes = attributeTypes is not null;
                hasUnreadDeclarations = reader.HasUnread;
            }
            else
            {
                reader.ReadName();
            }
        }
        catch (DtdFault fault)
        {
            Fail(start + fault.At, fault.Message);
        }

        var name = NameAt(start + reader.NameAt, Encoding.UTF8.GetByteCount(reader.Name), "The name of the root element");
        window.SkipTo(end);
        values.Cut(0);
        LineEndNormalizer.Write(reader.Subset, values);
        EmitOther(SaxKind.DocumentType, name, start, values.Array, 0, values.Length);
        return true;
    }

    private byte[] NormaliseDefault(int at, ReadOnlySpan<byte> raw, bool isTyped)
    {
        values.Cut(0);
        Normalise(at, raw, isTyped);
        return values.Written.ToArray();
    }

    /// <summary>Collapses the blanks of typed values, and adds the attributes that have defaults and are not there.</summary>
    private void ApplyDeclaredAttributes(int element, int start)
    {
        if (!attributeTypes!.TryGetValue(names.StringsOf(element).Name, out var declared))
            return;

        for (var i = 0; i < attributeCount; i++)
        {
            ref var attribute = ref attributes[i];
            if (!declared.IsTyped(names.StringsOf(attribute.Name).Name))
                continue;
            var begin = values.Length;
            values.Add(TextOf(attribute));
            Collapse(begin);
            attribute.Start = ~begin;
            attribute.Length = values.Length - begin;
        }

        foreach (var (name, value) in declared.Defaults)
        {
            var id = names.FindKnown(name);
            if (id == 0)
                id = AddDeclaredName(name);
            ref var record = ref names[id];
            if (record.Stamp == tagNumber)
                continue;
            record.Stamp = tagNumber;
            hasNamespaceWork |= record.Prefix != NamespaceScopes.NoPrefix || record.Kind != NameKind.Plain;
            if (record.Kind != NameKind.Plain)
                CountDeclaration(start);
            if (attributeCount == attributes.Length)
                GrowAttributes(start);
            Charge(value.Length + 1, start);
            attributes[attributeCount++] = new() { Name = id, Start = ~values.Length, Length = value.Length, Place = start };
            values.Add(value);
        }
    }

    /// <summary>Adds a name that stands in no document but in a declaration; that has checked its characters.</summary>
    private int AddDeclaredName(byte[] name)
    {
        var colon = name.AsSpan().IndexOf((byte)':');
        if (!options.Namespaces || colon < 0)
            return names.Add(name, NamespaceScopes.NoPrefix, options.Namespaces && name.AsSpan().SequenceEqual("xmlns"u8) ? NameKind.DefaultNamespace : NameKind.Plain);
        var prefix = Encoding.UTF8.GetString(name.AsSpan(0, colon));
        return names.Add(name, scopes.NumberOf(prefix), prefix == "xmlns" ? NameKind.Namespace : NameKind.Plain);
    }
}
