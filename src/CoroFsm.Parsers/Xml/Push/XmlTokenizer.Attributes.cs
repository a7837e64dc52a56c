using System.Buffers;

namespace CoroFsm.Parsers.Xml;

/// <content>The attributes of the current tag, and the normalisation of their values ([3.3.3]).</content>
internal abstract partial class XmlTokenizer
{
    private static readonly SearchValues<byte> ValueMarks = SearchValues.Create("&\r\n\t"u8);

    /// <summary>The values that do not stand in the window as they are.</summary>
    private readonly ByteBuffer values = new();
    private long tagNumber;
    private bool hasNamespaceWork;
    private int declarationCount;

    private ReadOnlySpan<byte> TextOf(in AttributeRecord attribute) => attribute.Start >= 0
        ? window.Buffer.AsSpan(attribute.Start, attribute.Length)
        : values.Written.Slice(~attribute.Start, attribute.Length);

    private void BeginAttributes()
    {
        attributeCount = 0;
        hasNamespaceWork = false;
        declarationCount = 0;
        tagNumber++;
        values.Cut(0);
    }

    /// <summary>Adds an attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="start">Where its value stands.</param>
    /// <param name="length">The length of the value.</param>
    /// <param name="isPlain">Whether the value has no reference and no white space but blanks.</param>
    private void AddAttribute(int name, int place, int start, int length, bool isPlain)
    {
        ref var record = ref names[name];
        if (record.Stamp == tagNumber)
            Fail(place, $"The attribute {names.StringsOf(name).Name} is there twice.");
        record.Stamp = tagNumber;
        hasNamespaceWork |= record.Prefix != NamespaceScopes.NoPrefix || record.Kind != NameKind.Plain;
        if (record.Kind != NameKind.Plain)
            CountDeclaration(place);
        if (length > options.MaxValueLength)
            CheckValueLength(start, length);
        if (attributeCount == attributes.Length)
            GrowAttributes(place);

        ref var attribute = ref attributes[attributeCount++];
        attribute = new() { Name = name, Start = start, Length = length, Place = place };
        if (!isPlain)
            Normalise(ref attribute);
    }

    private void GrowAttributes(int place)
    {
        if (attributes.Length < options.MaxAttributes)
            Array.Resize(ref attributes, Math.Min(attributes.Length * 2, options.MaxAttributes));
        else
            FailLimit(place, "The attributes of this tag are more than", options.MaxAttributes, nameof(XmlPushOptions.MaxAttributes));
    }

    private void CheckValueLength(int at, int length)
    {
        if (length > options.MaxValueLength)
            FailLimit(at, "The value of an attribute is longer than", options.MaxValueLength, nameof(XmlPushOptions.MaxValueLength));
    }

    /// <summary>Writes a value with its references resolved and its white space as blanks.</summary>
    /// <param name="at">Where it stands; for errors.</param>
    /// <param name="raw">The value.</param>
    /// <param name="isTyped">Whether blanks are trimmed and collapsed: of any type but CDATA.</param>
    private void Normalise(int at, ReadOnlySpan<byte> raw, bool isTyped)
    {
        var begin = values.Length;
        WriteNormalised(at, raw, isEntity: false);
        if (isTyped)
            Collapse(begin);
    }

    private void WriteNormalised(int at, ReadOnlySpan<byte> raw, bool isEntity)
    {
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOfAny(ValueMarks);
            if (plain < 0)
                plain = raw.Length;
            values.Add(raw[..plain]);
            raw = raw[plain..];
            if (!isEntity)
                at += plain;
            if (raw.IsEmpty)
                return;

            var taken = 1;
            if (raw[0] == '&')
                taken = WriteReference(at, raw);
            else
            {
                values.Add((byte)' ');
                if (raw is [(byte)'\r', (byte)'\n', ..] && !isEntity)
                    taken = 2;
            }

            raw = raw[taken..];
            if (!isEntity)
                at += taken;
        }
    }

    /// <summary>Trims the last value, and makes one blank of several.</summary>
    private void Collapse(int begin)
    {
        var value = values.Written[begin..].ToArray();
        values.Cut(begin);
        var isFirst = true;
        foreach (var range in value.AsSpan().Split((byte)' '))
        {
            if (range.Start.Equals(range.End))
                continue;
            if (!isFirst)
                values.Add((byte)' ');
            values.Add(value.AsSpan()[range]);
            isFirst = false;
        }
    }

    /// <summary>Adds defaults, declares namespaces and checks what can only be told when all attributes are there.</summary>
    private void CompleteAttributes(int element, int start)
    {
        if (attributeTypes is not null)
            ApplyDeclaredAttributes(element, start);
        if (hasNamespaceWork && options.Namespaces)
            DeclareNamespaces(start);
    }
}
