namespace CoroFsm.Parsers;

/// <content>Another input for the same splitter.</content>
public sealed partial class LineSplitter
{
    /// <summary>
    /// Delivers the last line, if it has no end, and begins again with other bytes. After a failure a line that has begun is discarded.
    /// </summary>
    /// <exception cref="LineException">The bytes end amid a character of UTF-8, or with a bare CR where CRLF ends lines.</exception>
    /// <exception cref="InvalidOperationException">Called from a target of its own (a cycle).</exception>
    public override void OnRestart()
    {
        if (phase == Phase.Busy)
            throw NotReady();

        var isWhole = phase == Phase.Waiting;
        phase = Phase.Busy;
        try
        {
            if (isWhole)
                DeliverLast();
        }
        catch
        {
            phase = Phase.Failed;
            throw;
        }

        token.Close();
        token = new();      // numbers come again: views onto the old one stay over
        partial.Clear();
        isOverlong = hasEndedWithReturn = hasPendingReturn = false;
        cutLength = 0;
        number = offset = lineOffset = 0;
        phase = Phase.Waiting;
        base.OnRestart();
    }
}
