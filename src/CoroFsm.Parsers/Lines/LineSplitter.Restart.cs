using System.Runtime.ExceptionServices;

namespace CoroFsm.Parsers.Lines;

/// <content>Restart of the splitter with another input.</content>
public sealed partial class LineSplitter
{
    /// <summary>
    /// Delivers the last line, if it has no end, and restarts with other bytes. After a failure, discards an incomplete line. If the last
    /// line fails, the splitter restarts nevertheless, and the target is notified of the restart before the failure is thrown.
    /// </summary>
    /// <exception cref="AggregateException">Both the last line and the notification have failed.</exception>
    /// <exception cref="LineException">The bytes end inside a character of UTF-8, or with a bare CR where CRLF ends lines.</exception>
    /// <exception cref="InvalidOperationException">The method is called by the splitter's own target (a cycle).</exception>
    public override void OnRestart()
    {
        if (phase == Phase.Busy)
            throw NotReady();

        var failure = phase == Phase.Waiting ? TryDeliverLast() : null;
        token.Close();
        token = new();      // numbers repeat: views of the old token remain invalid
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
