namespace CoroFsm.Parsers.Xml;

/// <content>Text: what stands between markup, in pieces where a reference, a line end or the end of a block parts it.</content>
internal abstract partial class XmlTokenizer
{
    private int cdataStart;

    /// <summary>Handles an &amp;, or a CR that is not alone, in text.</summary>
    /// <param name="start">Where the text before it begins, which is not delivered yet.</param>
    /// <param name="at">Where it stands.</param>
    /// <returns>False if what decides is not there yet. Otherwise the window's position is where the text goes on.</returns>
    private protected bool ReadSpecial(int start, int at)
    {
        var b = window.Buffer;
        if (b[at] == '&')
            return ReadReferenceInText(start, at);

        window.Position = start;
        if (at + 1 >= window.Valid && !isEnding && window.Fault < 0)
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

    /// <summary>Delivers a part of a text that goes on.</summary>
    private void DeliverPiece(SaxKind kind, int start, int end)
    {
        if (textPlace == NoPlace)
            textPlace = start;
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

        eventStart = textPlace;
        nameId = 0;
        (textStart, textLength) = (start, end - start);
        Emit(kind);
        textLength = 0;
    }

    /// <summary>Checks what stands outside the root: only white space may.</summary>
    private protected void CheckOutside(int start, int end)
    {
        hasStartedDocument = true;
        var other = window.Buffer.AsSpan(start, end - start).IndexOfAnyExcept(" \t\r\n"u8);
        if (other >= 0)
            Fail(start + other, $"{(hasRoot ? "Text cannot follow the root element" : "The root element is expected")}, but there is {Show(start + other)}.");
    }

    /// <summary>Delivers the text that is there and does not end yet, if it is long or the last.</summary>
    private void FlushText(bool isAll)
    {
        var start = window.Position;
        var end = window.IndexPosition < window.IndexCount ? window.Index[window.IndexPosition] : window.Valid;
        if (end - start < LongText && !isAll)
            return;

        // Brackets stay: a > behind them would be a fault.
        for (var kept = 0; kept < 2 && !isAll && end > start && window.Buffer[end - 1] == ']'; kept++)
            end--;
        if (end <= start)
            return;
        DeliverPiece(SaxKind.Text, start, end);
        window.Position = end;
    }

    /// <summary>Goes on in a CDATA section.</summary>
    /// <returns>False if its end is not there yet.</returns>
    private bool FinishCData()
    {
        var b = window.Buffer;
        var start = window.Position;
        while (window.IndexPosition < window.IndexCount)
        {
            var at = window.Index[window.IndexPosition];
            if (b[at] == '>' && at - 2 >= start && b[at - 1] == ']' && b[at - 2] == ']')
            {
                window.Position = at + 1;
                window.IndexPosition++;
                pending = Pending.None;
                if (at - 2 > start)
                    EmitPiece(SaxKind.CData, start, at - 2);
                textPlace = NoPlace;
                return true;
            }

            if (b[at] == '\r' && entityDepth == 0)
            {
                if (at + 1 >= window.Valid && !isEnding && window.Fault < 0)
                    break;
                if (b[at + 1] == '\n')
                {
                    window.Position = at;
                    if (at > start)
                        EmitPiece(SaxKind.CData, start, at);
                    if (window.IndexCount == 0)
                        return false;
                    b[at] = (byte)' ';
                    start = window.Position = at + 1;
                }
                else
                {
                    b[at] = (byte)'\n';
                }
            }

            window.IndexPosition++;
        }

        var end = window.IndexPosition < window.IndexCount ? window.Index[window.IndexPosition] : window.Valid;
        var isAll = window.Fault >= 0 || isEnding;
        if (end - start < LongText && !isAll)
            return false;
        for (var kept = 0; kept < 2 && end > start && b[end - 1] == ']'; kept++)
            end--;
        if (end > start)
        {
            window.Position = end;
            EmitPiece(SaxKind.CData, start, end);
        }

        return false;
    }
}
