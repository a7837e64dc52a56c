namespace CoroFsm.Parsers.Xml;

/// <summary>Collects the attributes of the current start tag: each name once, values normalized, declared defaults added.</summary>
internal sealed class TagAttributes(
    XmlPushOptions options,
    DocumentNames names,
    XmlToken token,
    ValueNormalizer normalizer,
    NamespaceRules namespaces,
    EntityTable entities,
    XmlFaults faults)
{
    private bool hasNamespaceWork;
    private int declarationCount;
    private Dictionary<string, ElementAttributes>? declared;

    /// <summary>Gets the number of the current tag: a name with this stamp is that of an attribute the tag has already.</summary>
    internal long TagNumber { get; private set; }

    /// <summary>Gets a value indicating whether attributes are declared, so that tags must be compared with the declarations.</summary>
    internal bool HasDeclarations => declared is not null;

    /// <summary>Starts a tag.</summary>
    internal void Begin()
    {
        token.Count = 0;
        hasNamespaceWork = false;
        declarationCount = 0;
        TagNumber++;
        token.Normalized.Cut(0);
    }

    /// <summary>Sets the attributes that the document type declaration declares, by element; null for none.</summary>
    internal void Declare(Dictionary<string, ElementAttributes>? attributes) => declared = attributes;

    /// <summary>Adds an attribute.</summary>
    /// <param name="name">The number of its name.</param>
    /// <param name="offset">Its offset in the window.</param>
    /// <param name="start">The offset of its value.</param>
    /// <param name="length">The length of the value.</param>
    /// <param name="isNormalized">Whether the value has no reference and no white space but blanks.</param>
    internal void Add(int name, int offset, int start, int length, bool isNormalized)
    {
        if (!TryStamp(name, offset))
            faults.Fail(offset, $"The attribute {names.Table.StringsOf(name).Name} is there twice.");
        faults.CheckValueLength(start, length);
        ref var attribute = ref Append(offset);
        attribute = new() { Name = name, Start = start, Length = length, Offset = offset };
        if (!isNormalized)
            Normalize(ref attribute, isTyped: false);
    }

    /// <summary>Replaces a value by its normalized form.</summary>
    internal void Normalize(ref AttributeRecord attribute, bool isTyped)
    {
        var begin = token.Normalized.Length;
        if (isTyped)
            normalizer.WriteCollapsed(token.ValueOf(attribute));
        else
            normalizer.Write(attribute.Start, token.ValueOf(attribute), isTyped: false);
        attribute.Start = ~begin;
        attribute.Length = token.Normalized.Length - begin;
    }

    /// <summary>Checks the references in a value that is not added.</summary>
    internal void CheckReferences(int start, ReadOnlySpan<byte> value) => normalizer.Write(start, value, isTyped: false);

    /// <summary>Normalizes the default of an attribute, for its declaration.</summary>
    internal byte[] NormalizeDefault(int offset, ReadOnlySpan<byte> raw, bool isTyped)
    {
        token.Normalized.Cut(0);
        normalizer.Write(offset, raw, isTyped);
        return token.Normalized.Written.ToArray();
    }

    /// <summary>Adds defaults, declares namespaces, and checks what requires all attributes.</summary>
    /// <param name="element">The number of the element's name.</param>
    /// <param name="offset">The offset of the tag in the window.</param>
    /// <param name="depth">The depth of the element, from 1.</param>
    internal void Complete(int element, int offset, int depth)
    {
        if (declared is not null && declared.TryGetValue(names.Table.StringsOf(element).Name, out var attributes))
            ApplyDeclarations(attributes, offset);
        if (hasNamespaceWork)
            namespaces.Apply(depth);
    }

    private void ApplyDeclarations(ElementAttributes attributes, int offset)
    {
        foreach (ref var attribute in token.Attributes.AsSpan(0, token.Count))
        {
            if (attributes.IsTyped(names.Table.StringsOf(attribute.Name).Name))
                Normalize(ref attribute, isTyped: true);
        }

        foreach (var (name, value) in attributes.Defaults)
        {
            var id = names.Declared(name);
            if (!TryStamp(id, offset))
                continue;
            ref var attribute = ref Append(offset);
            entities.Charge(value.Length + 1, offset);
            attribute = new() { Name = id, Start = ~token.Normalized.Length, Length = value.Length, Offset = offset };
            token.Normalized.Add(value);
        }
    }

    /// <summary>Marks a name as that of an attribute of this tag.</summary>
    /// <returns>False if the tag has such an attribute already.</returns>
    private bool TryStamp(int name, int offset)
    {
        ref var record = ref names.Table[name];
        if (record.Stamp == TagNumber)
            return false;
        record.Stamp = TagNumber;
        hasNamespaceWork |= record.Prefix != NamespaceScopes.NoPrefix || record.Kind != NameKind.Plain;
        if (record.Kind != NameKind.Plain)
            namespaces.CheckDeclarationCount(++declarationCount, offset);
        return true;
    }

    private ref AttributeRecord Append(int offset)
    {
        ref var attributes = ref token.Attributes;
        if (token.Count == attributes.Length)
        {
            if (attributes.Length >= options.MaxAttributes)
                faults.FailLimit(offset, "The attributes of this tag are more than", options.MaxAttributes);
            Array.Resize(ref attributes, Math.Min(attributes.Length * 2, options.MaxAttributes));
        }

        return ref attributes[token.Count++];
    }
}
