namespace CoroFsm.Parsers;

/// <content>Takes bytes into the window, block by block, and parses them.</content>
internal abstract partial class XmlTokenizer
{
    /// <summary>Takes bytes of the document, in its encoding.</summary>
    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (IsBusy && (!bytes.IsEmpty || decoder.HasPending))
        {
            var utf8 = decoder.Decode(bytes, out var consumed);
            if (utf8.Length < 64 && TryDefer(utf8))
                utf8 = default;
            var restart = TakeUtf8(utf8);
            if (isRestarting && IsBusy)
            {
                // As a rule the next document is the rest of the output: nothing is copied however often a handler restarts.
                var window = input.Current;
                var position = window.Position;
                var older = position < restart.Before ? window.TakeFrom(position, restart.Before) : [];
                consumed -= decoder.TakeBack(older, utf8[(restart.Taken + Math.Max(position - restart.Before, 0))..]);
                StartNextDocument(position);
            }

            bytes = bytes[consumed..];
            if (decoder.Fault is { } fault && !decoder.HasPending && IsBusy && ParseHeldBack())
                faults.Fail(input.Current.End, fault);
        }
    }

    /// <summary>Takes UTF-8 until all is parsed, or a handler restarts.</summary>
    /// <returns>The number of bytes in front of the block that was parsed last, and the offset of that block in the window.</returns>
    private (int Taken, int Before) TakeUtf8(ReadOnlySpan<byte> utf8)
    {
        for (var taken = 0; taken < utf8.Length;)
        {
            var block = utf8[taken..Math.Min(utf8.Length, taken + InputWindow.Block)];
            if (!input.Current.HasRoom(block.Length))
                MakeRoom(block.Length);
            var before = input.Current.Filled;
            input.Current.Append(block);
            Parse();
            if (isRestarting || !IsBusy)
                return (taken, before);
            taken += block.Length;
        }

        return default;
    }

    /// <summary>Keeps bytes that cannot end an event until such bytes come: small pieces cost little.</summary>
    private bool TryDefer(ReadOnlySpan<byte> utf8)
    {
        foreach (var b in utf8)
        {
            if (b is (byte)'<' or (byte)'>')
                return false;
        }

        return input.Current.TryDefer(utf8);
    }

    private void Parse()
    {
        token.UseWindow();
        if (names.Table.IsFull)
            ForgetNames();
        if (markup.Kind == MarkupKind.None || ContinueMarkup())
            RunContent();
        if (!IsBusy || isRestarting)
            return;
        var window = input.Current;
        if (markup.Kind == MarkupKind.None)
            FlushText(isAll: window.Fault >= 0);
        else if (markup.Kind != MarkupKind.CData)
            CheckMarkupLength();
        if (window.Fault >= 0)
        {
            CheckUnfinishedTag();
            faults.FailInvalidInput();
        }

        if (window.Pending == 0)
        {
            KeepPositions();
            window.Clear();
        }
    }

    private void MakeRoom(int length)
    {
        var window = input.Current;
        var moved = window.Position - InputWindow.Reserve;
        KeepPositions();
        window.MakeRoom(length);
        markup.Move(moved);
        token.UseWindow();
    }

    /// <summary>Counts the lines and columns of what is about to leave the window.</summary>
    private void KeepPositions()
    {
        if (positions.ReferenceDepth > 0)
            return;
        recorder.End();
        if (textOffset != PositionTracker.None)
            textOffset = positions.Save(textOffset);
        positions.MoveTo(input.Current.Position);
    }

    private void ForgetNames()
    {
        names.Forget(stack.AsSpan(0, depth));
        recorder.ForgetNames();
        token.NameId = 0;
    }

    /// <summary>Parses what is there and would wait for more.</summary>
    /// <returns>False if it has ended the parsing.</returns>
    private bool ParseHeldBack()
    {
        ParseNothing();
        if (!IsBusy)
            return false;
        if (markup.Kind == MarkupKind.None)
            FlushText(isAll: true);
        CheckUnfinishedTag();
        return true;
    }

    private void ParseNothing()
    {
        if (!input.Current.HasRoom(0))
            MakeRoom(0);
        input.Current.Append([]);
        Parse();
    }
}
