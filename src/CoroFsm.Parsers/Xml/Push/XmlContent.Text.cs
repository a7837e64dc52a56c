namespace CoroFsm.Parsers.Xml;

/// <content>Text between markup, in pieces where a reference, a line end or the end of a block divides it; CDATA sections.</content>
internal abstract partial class XmlContent
{
    /// <summary>A text that has grown to this length is delivered as far as it is there.</summary>
    private const int LongText = 8 * 1024;

    /// <summary>Continues in content, with the index entries from the window's position.</summary>
    private protected abstract void RunContent();

    /// <summary>Delivers the event that the token describes.</summary>
    internal abstract void Emit(SaxKind kind);

    /// <summary>Reads an &amp; or a CR in text.</summary>
    /// <param name="start">The offset of the text before it that is not delivered yet.</param>
    /// <param name="at">Its offset.</param>
    /// <returns>
    /// False if its meaning depends on bytes that are not there yet. Otherwise the text continues at the window's position.
    /// </returns>
    private protected bool ReadSpecial(int start, int at)
    {
        var window = input.Current;
        var b = window.Buffer;
        if (b[at] == '&')
            return ReadReference(start, at);

        window.Position = start;
        if (IsLineEndOpen(at))
            return false;
        if (b[at + 1] != '\n')
        {
            b[at] = (byte)'\n';
            return true;
        }

        window.Position = at;
        DeliverPiece(SaxKind.Text, start, at);
        if (window.IndexCount == 0)
            return true;
        b[at] = (byte)' ';      // is counted once as a line end, with the LF behind it
        window.Position = at + 1;
        return true;
    }

    /// <summary>Checks text outside the root element: only white space may be there.</summary>
    private protected void CheckOutside(int start, int end)
    {
        hasStarted = true;
        var other = input.Current.Buffer.AsSpan(start, end - start).IndexOfAnyExcept(" \t\r\n"u8);
        if (other < 0)
            return;
        var expected = HasRoot ? "Text cannot follow the root element" : "The root element is expected";
        faults.Fail(start + other, $"{expected}, but there is {faults.Show(start + other)}.");
    }

    private protected void FailSectionEnd(int start, int at)
    {
        DeliverPiece(SaxKind.Text, start, at - 2);
        faults.Fail(at - 2, "']]>' cannot stand in text: write ]]&gt;.");
    }

    /// <summary>Determines whether a CR may be followed by a LF that is not there yet.</summary>
    private bool IsLineEndOpen(int at) => at + 1 >= input.Current.Valid && !IsEnding && input.Current.Fault < 0;

    /// <summary>Delivers a piece of a text that continues.</summary>
    private void DeliverPiece(SaxKind kind, int start, int end)
    {
        if (textOffset == PositionTracker.None)
            textOffset = start;
        if (end > start)
            EmitPiece(kind, start, end);
    }

    private void EmitPiece(SaxKind kind, int start, int end)
    {
        if (depth < textDepth)
        {
            CheckOutside(start, end);
            return;
        }

        SetText(textOffset, start, end - start);
        Emit(kind);
        ClearText();
    }

    /// <summary>Delivers the text that is there and does not end yet, if it is long or the last.</summary>
    private void FlushText(InputWindow window, bool isAll)
    {
        var start = window.Position;
        var end = window.EndOfText;
        if (end - start < LongText && !isAll)
            return;
        if (!isAll)
            end = WithoutBrackets(start, end);
        if (end <= start)
            return;
        DeliverPiece(SaxKind.Text, start, end);
        window.Position = end;
    }

    /// <summary>Leaves out one or two brackets at the end of a text: a &gt; behind them is a fault, or ends a CDATA section.</summary>
    private int WithoutBrackets(int start, int end)
    {
        for (var kept = 0; kept < 2 && end > start && input.Current.Buffer[end - 1] == ']'; kept++)
            end--;
        return end;
    }

    /// <summary>Starts a CDATA section.</summary>
    /// <returns>False if its end is not there yet.</returns>
    internal bool BeginCData(int start, int content)
    {
        if (depth < textDepth)
            faults.Fail(start, "A CDATA section must stand inside an element.");
        textOffset = start;
        input.Current.SkipTo(content);
        return ReadCData();
    }

    /// <summary>Continues in a CDATA section.</summary>
    /// <returns>False if its end is not there yet.</returns>
    internal bool ReadCData()
    {
        var window = input.Current;
        var b = window.Buffer;
        var start = window.Position;
        for (; window.IndexPosition < window.IndexCount; window.IndexPosition++)
        {
            var at = window.Index[window.IndexPosition];
            if (b[at] == '>' && at - 2 >= start && b[at - 1] == ']' && b[at - 2] == ']')
            {
                window.Position = at + 1;
                window.IndexPosition++;
                unfinished.Kind = MarkupKind.None;
                if (at - 2 > start)
                    EmitPiece(SaxKind.CData, start, at - 2);
                textOffset = PositionTracker.None;
                return true;
            }

            if (b[at] != '\r' || positions.ReferenceDepth > 0)
                continue;
            if (IsLineEndOpen(at))
                break;
            if (b[at + 1] != '\n')
            {
                b[at] = (byte)'\n';
                continue;
            }

            window.Position = at;
            if (at > start)
                EmitPiece(SaxKind.CData, start, at);
            if (window.IndexCount == 0)
                return false;
            b[at] = (byte)' ';
            start = window.Position = at + 1;
        }

        var end = window.EndOfText;
        if (end - start < LongText && window.Fault < 0 && !IsEnding)
            return false;
        end = WithoutBrackets(start, end);
        if (end > start)
        {
            window.Position = end;
            EmitPiece(SaxKind.CData, start, end);
        }

        return false;
    }
}
