namespace CoroFsm.Parsers.Xml;

/// <content>Tags by their bytes: the slow way, for those that are new, faulty, cut by the end of a chunk, or unusual.</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>Delivers a start tag, and the end of an empty element.</summary>
    private protected abstract void EmitTag(int name, int start, bool isEmpty);

    private protected abstract void EmitEndTag(int name, int start);

    /// <summary>Reads and delivers the start tag at a place.</summary>
    /// <returns>False if its end is not there yet.</returns>
    private bool ReadTag(int start)
    {
        expandedBefore = expanded;
        if (TryReadTag(start))
            return true;
        expanded = expandedBefore;      // what it refers to is counted when it is read again
        return false;
    }

    private bool TryReadTag(int start)
    {
        var b = window.Buffer;
        var end = window.Valid;
        var at = start + 1;
        var length = XmlChars.NameLength(b.AsSpan(at, end - at));
        if (at + length == end)
        {
            CheckNameLength(at, length);
            return false;
        }

        var name = NameAt(at, length, "The name of an element");
        at += length;
        BeginAttributes();
        bool isEmpty;
        while (true)
        {
            var before = at;
            while (XmlChars.IsWhiteSpace(b[at]))
                at++;
            if (at >= end)
                return false;

            if (b[at] == '>')
            {
                at++;
                isEmpty = false;
                break;
            }

            if (b[at] == '/')
            {
                if (at + 1 >= end)
                    return false;
                if (b[at + 1] != '>')
                    Fail(at + 1, $"'>' is expected behind '/', but there is {Show(at + 1)}.");
                at += 2;
                isEmpty = true;
                break;
            }

            if (at == before)
                Fail(at, $"White space, '>' or '/>' is expected in the tag, but there is {Show(at)}.");
            at = ReadAttribute(at);
            if (at < 0)
                return false;
        }

        CheckTagLength(start, at - start);
        CompleteAttributes(name, start);
        window.SkipTo(at);
        pending = Pending.None;
        EmitTag(name, start, isEmpty);
        return true;
    }

    /// <summary>Reads an attribute.</summary>
    /// <returns>The place behind it; -1 if its end is not there yet.</returns>
    private int ReadAttribute(int start)
    {
        var b = window.Buffer;
        var end = window.Valid;
        var length = XmlChars.NameLength(b.AsSpan(start, end - start));
        var at = start + length;
        if (at == end)
        {
            CheckNameLength(start, length);
            return -1;
        }

        var name = NameAt(start, length, "The name of an attribute, '>' or '/>'");
        while (XmlChars.IsWhiteSpace(b[at]))
            at++;
        if (at >= end)
            return -1;
        if (b[at] != '=')
            Fail(at, $"'=' is expected behind the name of an attribute, but there is {Show(at)}.");
        at++;
        while (XmlChars.IsWhiteSpace(b[at]))
            at++;
        if (at >= end)
            return -1;
        var delimiter = b[at];
        if (delimiter is not ((byte)'"' or (byte)'\''))
            Fail(at, $"A quote is expected behind '=', but there is {Show(at)}.");

        at++;
        var value = b.AsSpan(at, end - at);
        var valueLength = value.IndexOfAny(delimiter, (byte)'<');
        if (valueLength < 0)
        {
            CheckValueLength(at, value.Length);
            return -1;
        }

        CheckValueLength(at, valueLength);
        if (value[valueLength] == '<')
        {
            // What is wrong in front of it comes first.
            Normalise(at, value[..valueLength], isTyped: false);
            Fail(at + valueLength, "'<' cannot stand in the value of an attribute: write &lt;. Perhaps the closing quote is missing.");
        }

        AddAttribute(name, start, at, valueLength, isPlain: value[..valueLength].IndexOfAny(ValueMarks) < 0);
        return at + valueLength + 1;
    }

    /// <summary>Reads and delivers the end tag at a place.</summary>
    /// <returns>False if its end is not there yet.</returns>
    private bool ReadEndTag(int start)
    {
        if (depth <= floor)
            Fail(start, floor > 0 ? "The text of an entity ends an element that it did not begin." : "An end tag, but no element is open.");

        var b = window.Buffer;
        var end = window.Valid;
        var name = stack[depth - 1];
        var expected = names.BytesOf(name);
        var at = start + 2;
        var there = b.AsSpan(at, Math.Min(end - at, expected.Length));
        if (!expected.StartsWith(there))
            FailEndTag(start);
        if (there.Length < expected.Length)
            return false;

        at += expected.Length;
        if (at < end && b[at] != '>' && !XmlChars.IsWhiteSpace(b[at]))
            FailEndTag(start);
        while (XmlChars.IsWhiteSpace(b[at]))
            at++;
        if (at >= end)
            return false;
        if (b[at] != '>')
            Fail(at, $"'>' is expected at the end of an end tag, but there is {Show(at)}.");

        CheckTagLength(start, at + 1 - start);
        window.SkipTo(at + 1);
        pending = Pending.None;
        EmitEndTag(name, start);
        return true;
    }

    private void FailEndTag(int start) =>
        Fail(start + 2, $"The end tag does not match the element '{names.StringsOf(stack[depth - 1]).Name}': </{names.StringsOf(stack[depth - 1]).Name}> is expected.");
}
