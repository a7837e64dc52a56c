using System.Text;

namespace CoroFsm.Parsers.Xml;

/// <summary>Reads comments, processing instructions and the XML declaration.</summary>
internal sealed class MarkupReader(
    InputStack input, UnfinishedMarkup markup, DocumentNames names, XmlToken token, PositionTracker positions, XmlFaults faults)
{
    /// <summary>Gets a value indicating whether the XML declaration says that nothing outside the document matters.</summary>
    internal bool IsStandalone { get; private set; }

    /// <summary>Starts another document.</summary>
    internal void Clear() => IsStandalone = false;

    /// <summary>Reads a comment.</summary>
    /// <param name="start">Its offset.</param>
    /// <returns>False if its end is not there yet. Otherwise the token describes it, and the window is behind it.</returns>
    internal bool TryReadComment(int start)
    {
        var isWhole = markup.Find("--"u8, out var end, following: 1);
        faults.CheckContentLength(start, end - start, "A comment");
        if (!isWhole)
            return false;
        if (input.Current.Buffer[end + 2] != '>')
            faults.Fail(end, "'--' cannot stand in a comment; '-->' is expected.");
        SetText(0, start, start + "<!--".Length, end);
        input.Current.SkipTo(end + "-->".Length);
        return true;
    }

    /// <summary>Reads a processing instruction or the XML declaration.</summary>
    /// <param name="start">Its offset.</param>
    /// <param name="isAtStart">Whether it is the first markup of a document.</param>
    /// <param name="kind">Which of the two it is.</param>
    /// <returns>False if its end is not there yet. Otherwise the token describes it, and the window is behind it.</returns>
    internal bool TryReadInstruction(int start, bool isAtStart, out SaxKind kind)
    {
        kind = SaxKind.ProcessingInstruction;
        if (!markup.Find("?>"u8, out var end))
        {
            faults.CheckContentLength(start, end - start, "A processing instruction");
            return false;
        }

        var b = input.Current.Buffer;
        var target = b.AsSpan(start + 2, end - start - 2);
        var length = target.IndexOfAny(" \t\r\n"u8);
        target = length < 0 ? target : target[..length];
        if (target.SequenceEqual("xml"u8))
        {
            kind = SaxKind.XmlDeclaration;
            ReadXmlDeclaration(start, end, isAtStart);
        }
        else
        {
            faults.CheckContentLength(start, end - start, "A processing instruction");
            var name = names.TargetAt(start + 2, target.Length);
            var text = start + 2 + target.Length;
            while (text < end && XmlChars.IsWhiteSpace(b[text]))
                text++;
            SetText(name, start, text, end);
        }

        input.Current.SkipTo(end + "?>".Length);
        return true;
    }

    private void ReadXmlDeclaration(int start, int end, bool isAtStart)
    {
        if (!isAtStart || positions.ReferenceDepth > 0 || positions.At(start).ByteOffset != positions.DocumentOffset)
        {
            faults.CheckContentLength(start, end - start, "A processing instruction");
            faults.Fail(start, "An XML declaration can only stand at the very beginning.");
        }

        var declaration = XmlDeclaration.Parse(input.Current.Buffer.AsSpan(start, end + 2 - start));
        if (declaration.Error is { } error)
            faults.Fail(start + declaration.ErrorAt, error);
        IsStandalone = declaration.IsStandalone;
        var text = token.Normalized;
        text.Cut(0);
        text.Add(Encoding.UTF8.GetBytes(declaration.Text));
        token.SetOther(0, start, text.Array, 0, text.Length);
    }

    /// <summary>Describes markup that has a text, with its line ends normalized.</summary>
    private void SetText(int name, int start, int text, int end)
    {
        var bytes = input.Current.Buffer.AsSpan(text..end);
        if (positions.ReferenceDepth > 0 || !bytes.Contains((byte)'\r'))
        {
            token.SetOther(name, start, input.Current.Buffer, text, bytes.Length);
            return;
        }

        var normalized = token.Normalized;
        normalized.Cut(0);
        LineEndNormalizer.Write(bytes, normalized);
        token.SetOther(name, start, normalized.Array, 0, normalized.Length);
    }
}
