using System.Runtime.ExceptionServices;

namespace CoroFsm.Parsers.Lines;

/// <content>Another input for the same splitter.</content>
public sealed partial class LineSplitter
{
    /// <summary>
    /// Delivers the last line, if it has no end, and begins again with other bytes. After a failure a line that has begun is discarded.
    /// If the last line fails, the splitter begins again too, and the target is notified of the restart before the failure is thrown.
    /// </summary>
    /// <exception cref="AggregateException">The last line has failed, and so has the notification.</exception>
    /// <exception cref="LineException">The bytes end amid a character of UTF-8, or with a bare CR where CRLF ends lines.</exception>
    /// <exception cref="InvalidOperationException">Called from a target of its own (a cycle).</exception>
    public override void OnRestart()
    {
        if (phase == Phase.Busy)
            throw NotReady();

        var failure = phase == Phase.Waiting ? TryDeliverLast() : null;
        token.Close();
        token = new();      // numbers come again: views onto the old one stay over
        partial.Clear();
        isOverlong = hasEndedWithReturn = hasPendingReturn = false;
        cutLength = 0;
        number = offset = lineOffset = 0;
        phase = Phase.Waiting;
        try
        {
            base.OnRestart();
        }
        catch (Exception another) when (failure is not null && !ReferenceEquals(another, failure))
        {
            throw new AggregateException(failure, another);
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    private Exception? TryDeliverLast()
    {
        phase = Phase.Busy;
        try
        {
            DeliverLast();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
