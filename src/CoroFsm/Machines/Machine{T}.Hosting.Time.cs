namespace CoroFsm;

/// <content>Time, for a host that drives the clock.</content>
/// <remarks>
/// The machine creates one timer on its clock, whose state object is the machine. A clock recognizes it by that, and need not fire it if
/// its owner calls <see cref="FireDue"/> instead.
/// </remarks>
public sealed partial class Machine<TEvent>
{
    /// <inheritdoc/>
    internal override long NextDue =>
        reserve is { } r && (Phase & (Ended | Waiting)) == Waiting ? NextDueOf(r) : long.MaxValue;

    /// <inheritdoc/>
    internal override bool FireDue(out Exception? failure)
    {
        failure = null;
        var queue = EnterTurn();
        try
        {
            return EndWhatIsDue();
        }
        catch (Exception error)
        {
            failure = error;
            return true;
        }
        finally
        {
            queue.Exit();
        }
    }

    /// <inheritdoc/>
    internal override ulong HashTimers()
    {
        const ulong ofWait = 1, ofSubstate = 2;     // other than the timer of the state, which has no name
        if (reserve is not { } r || (Phase & Ended) != 0)
            return 0;

        var hash = r.Timers?.Hash() ?? 0;
        if (r.WaitDue != long.MaxValue)
            hash = StableHash.Combine(unchecked(hash + ofWait), (ulong)r.WaitDue);
        for (var handler = r.Handlers; handler is not null; handler = handler.Outer)
        {
            if (handler.Due != long.MaxValue)
                hash = StableHash.Combine(unchecked(hash + ofSubstate), (ulong)handler.Due);
        }

        return hash;
    }
}
