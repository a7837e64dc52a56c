namespace CoroFsm.Parsers.Xml;

/// <summary>Reads tags: start tags by the index of the window or by their bytes, end tags by their bytes.</summary>
/// <remarks>
/// The index serves complete tags with known names. All others are read by their bytes, more slowly: tags that are new, faulty, split by
/// the end of a chunk, or unusual. Only this path reports errors.
/// </remarks>
internal sealed partial class TagReader(
    XmlPushOptions options,
    DocumentNames names,
    XmlToken token,
    TagAttributes attributes,
    NamespaceRules namespaces,
    EntityTable entities,
    XmlFaults faults)
{
    /// <summary>Reads a start tag by its bytes.</summary>
    /// <param name="window">The current window.</param>
    /// <param name="start">The offset of the tag.</param>
    /// <param name="depth">The depth of the element, from 1.</param>
    /// <param name="isEmpty">Whether it is the tag of an empty element.</param>
    /// <returns>The number of the element's name, and the window is behind the tag; 0 if its end is not there yet.</returns>
    internal int Read(InputWindow window, int start, int depth, out bool isEmpty)
    {
        entities.BeginTag();
        var end = ReadBytes(window, start, out var element, out isEmpty);
        if (end < 0)
        {
            entities.RevertTag();
            return 0;
        }

        faults.CheckTagLength(start, end - start);
        attributes.Complete(element, start, depth);
        window.SkipTo(end);
        return element;
    }

    /// <summary>Reads an end tag by its bytes.</summary>
    /// <param name="window">The current window.</param>
    /// <param name="start">The offset of the tag.</param>
    /// <param name="element">The number of the name of the innermost element.</param>
    /// <returns>False if its end is not there yet. Otherwise the window is behind the tag.</returns>
    internal bool ReadEnd(InputWindow window, int start, int element)
    {
        var b = window.Buffer;
        var end = window.Valid;
        var expected = names.Table.BytesOf(element);
        var at = start + 2;
        var available = b.AsSpan(at, Math.Min(end - at, expected.Length));
        if (!expected.StartsWith(available))
            FailMismatch(start, element);
        if (available.Length < expected.Length)
            return false;

        at += expected.Length;
        if (at < end && b[at] != '>' && !XmlChars.IsWhiteSpace(b[at]))
            FailMismatch(start, element);
        at = SkipWhiteSpace(b, at);
        if (at >= end)
            return false;
        if (b[at] != '>')
            faults.Fail(at, $"'>' is expected at the end of an end tag, but there is {faults.Show(at)}.");

        faults.CheckTagLength(start, at + 1 - start);
        window.SkipTo(at + 1);
        return true;
    }

    private int ReadBytes(InputWindow window, int start, out int element, out bool isEmpty)
    {
        (element, isEmpty) = (0, false);
        var b = window.Buffer;
        var end = window.Valid;
        var at = start + 1;
        var length = XmlChars.NameLength(b.AsSpan(at, end - at));
        if (at + length == end)
        {
            faults.CheckNameLength(at, length);
            return -1;
        }

        element = names.NameAt(at, length, "The name of an element");
        at += length;
        attributes.Begin();
        while (true)
        {
            var before = at;
            at = SkipWhiteSpace(b, at);
            if (at >= end)
                return -1;

            if (b[at] == '>')
                return at + 1;

            if (b[at] == '/')
            {
                if (at + 1 >= end)
                    return -1;
                if (b[at + 1] != '>')
                    faults.Fail(at + 1, $"'>' is expected behind '/', but there is {faults.Show(at + 1)}.");
                isEmpty = true;
                return at + 2;
            }

            if (at == before)
                faults.Fail(at, $"White space, '>' or '/>' is expected in the tag, but there is {faults.Show(at)}.");
            at = ReadAttribute(b, at, end);
            if (at < 0)
                return -1;
        }
    }

    /// <summary>Reads an attribute.</summary>
    /// <returns>The offset behind it; -1 if its end is not there yet.</returns>
    private int ReadAttribute(byte[] b, int start, int end)
    {
        var length = XmlChars.NameLength(b.AsSpan(start, end - start));
        var at = start + length;
        if (at == end)
        {
            faults.CheckNameLength(start, length);
            return -1;
        }

        var name = names.NameAt(start, length, "The name of an attribute, '>' or '/>'");
        at = SkipWhiteSpace(b, at);
        if (at >= end)
            return -1;
        if (b[at] != '=')
            faults.Fail(at, $"'=' is expected behind the name of an attribute, but there is {faults.Show(at)}.");
        at = SkipWhiteSpace(b, at + 1);
        if (at >= end)
            return -1;
        var delimiter = b[at];
        if (delimiter is not ((byte)'"' or (byte)'\''))
            faults.Fail(at, $"A quote is expected behind '=', but there is {faults.Show(at)}.");

        at++;
        var value = b.AsSpan(at, end - at);
        var valueLength = value.IndexOfAny(delimiter, (byte)'<');
        if (valueLength < 0)
        {
            faults.CheckValueLength(at, value.Length);
            return -1;
        }

        faults.CheckValueLength(at, valueLength);
        value = value[..valueLength];
        if (b[at + valueLength] == '<')
        {
            attributes.CheckReferences(at, value);       // an error before the '<' comes first
            at += valueLength;
            faults.Fail(at, "'<' cannot stand in the value of an attribute: write &lt;. Perhaps the closing quote is missing.");
        }

        attributes.Add(name, start, at, valueLength, ValueNormalizer.IsNormalized(value));
        return at + valueLength + 1;
    }

    private static int SkipWhiteSpace(byte[] b, int at)
    {
        while (XmlChars.IsWhiteSpace(b[at]))
            at++;
        return at;
    }

    private void FailMismatch(int start, int element)
    {
        var name = names.Table.StringsOf(element).Name;
        faults.Fail(start + 2, $"The end tag does not match the element '{name}': </{name}> is expected.");
    }
}
