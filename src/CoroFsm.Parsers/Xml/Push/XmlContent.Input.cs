namespace CoroFsm.Parsers.Xml;

/// <content>Takes UTF-8 into the window, block by block, and parses it.</content>
internal abstract partial class XmlContent
{
    /// <summary>Takes UTF-8 until all is parsed, or a handler restarts.</summary>
    /// <returns>The number of bytes in front of the block that was parsed last, and the offset of that block in the window.</returns>
    internal (int Taken, int Before) Take(ReadOnlySpan<byte> utf8)
    {
        var window = input.Current;
        for (var taken = 0; taken < utf8.Length;)
        {
            var block = utf8[taken..Math.Min(utf8.Length, taken + InputWindow.Block)];
            if (!window.HasRoom(block.Length))
                MakeRoom(window, block.Length);
            var before = window.Filled;
            window.Append(block);
            Parse(window);
            if (interruption != Interruption.None)
                return (taken, before);
            taken += block.Length;
        }

        return default;
    }

    private void Parse(InputWindow window)
    {
        if (names.Table.IsFull)
            ForgetNames();
        if (unfinished.Kind == MarkupKind.None || markup.Continue(window))
            RunContent();
        if (interruption != Interruption.None)
            return;
        if (unfinished.Kind == MarkupKind.None)
            FlushText(window, isAll: window.Fault >= 0);
        else if (unfinished.Kind != MarkupKind.CData)
            markup.CheckLength(window);
        if (window.Fault >= 0)
        {
            markup.CheckUnfinishedTag(window);
            faults.FailInvalidInput();
        }

        if (window.Pending == 0)
        {
            KeepPositions(window);
            window.Clear();
        }
    }

    private void MakeRoom(InputWindow window, int length)
    {
        var moved = window.Position - InputWindow.Reserve;
        KeepPositions(window);
        window.MakeRoom(length);
        unfinished.Move(moved);
        UseWindow();
    }

    /// <summary>Counts the lines and columns of what is about to leave the window.</summary>
    private void KeepPositions(InputWindow window)
    {
        if (positions.ReferenceDepth > 0)
            return;
        recorder.End();
        if (textOffset != PositionTracker.None)
            textOffset = positions.Save(textOffset);
        positions.MoveTo(window.Position);
    }

    private void ForgetNames()
    {
        names.Forget(stack.AsSpan(0, depth));
        recorder.ForgetNames();
        NameId = 0;
    }

    /// <summary>Parses what is there and would wait for more.</summary>
    /// <returns>False if it has ended the parsing.</returns>
    internal bool ParseHeldBack()
    {
        ParseNothing();
        if (interruption == Interruption.End)
            return false;
        if (unfinished.Kind == MarkupKind.None)
            FlushText(input.Current, isAll: true);
        markup.CheckUnfinishedTag(input.Current);
        return true;
    }

    internal void ParseNothing()
    {
        var window = input.Current;
        if (!window.HasRoom(0))
            MakeRoom(window, 0);
        window.Append([]);
        Parse(window);
    }
}
