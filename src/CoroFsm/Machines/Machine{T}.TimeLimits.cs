using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>Timeouts of receives and of substates, and the machine's one timer of the clock.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>The maximum delay that every timer supports.</summary>
    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(20);

    /// <summary>Gets the clock; null if the machine has none.</summary>
    internal TimeProvider? TimeProvider => Options.TimeProvider;

    private TimeProvider Clock => Options.TimeProvider ?? throw new InvalidOperationException(
        $"Machine {Name} has no clock for timeouts. Start it with {nameof(MachineOptions)}.{nameof(MachineOptions.TimeProvider)}, "
        + "for instance TimeProvider.System.");

    /// <summary>Returns the end of a time span that begins now, in the clock's ticks.</summary>
    internal long DueIn(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var clock = Clock;
        var ticks = timeout.TotalSeconds * clock.TimestampFrequency;
        var now = clock.GetTimestamp();
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)Math.Ceiling(ticks);
    }

    /// <summary>Ensures that the timer fires in time for a wait.</summary>
    internal void PrepareLimit(long due)
    {
        _ = Rarely;
        SetTimer(due);
    }

    /// <summary>Parks a coroutine that receives the next event, or the next that the filter accepts, until a time.</summary>
    internal void ParkLimited(CoroutineFrame frame, long due, bool isSelective)
    {
        if (!Park(frame))
            return;
        if (isSelective)
            Phase |= Selective;
        (reserve!.WaitDue, reserve.WaitContext) = (due, AmbientContext.CaptureOrDefault());
    }

    /// <summary>Takes the delivered event or the timeout.</summary>
    internal Received<TEvent> TakeReceived()
    {
        var phase = Phase;
        if (phase != Delivered && (phase & TimedOut) == 0)
            RaiseSignal();

        Phase = Running;
        return phase == Delivered ? new(Current) : default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected override void ForgetLimit()
    {
        if (reserve is { } r)
            (r.WaitDue, r.WaitContext) = (long.MaxValue, null);
    }

    /// <summary>Adds a handler that ends its substate at a given time.</summary>
    internal Handler<TEvent> PushDeadline(long due)
    {
        var handler = PushHandler(static _ => false);
        (handler.Due, handler.Context) = (due, AmbientContext.CaptureOrDefault());
        SetTimer(due);      // already now: if the clock throws, the substate has not begun
        return handler;
    }

    /// <summary>Activates a handler that ends its substate, which now runs.</summary>
    internal void Arm(Handler<TEvent> superstate)
    {
        superstate.IsArmed = true;
        SetTimer(superstate.Due);
    }

    /// <summary>
    /// Ensures that the timer fires at or before a given time. It is never postponed: a timer that fires early sets itself again.
    /// </summary>
    private void SetTimer(long due)
    {
        var r = Rarely;
        if (due >= r.TimerDue)
            return;

        var clock = Clock;
        var delay = clock.GetElapsedTime(clock.GetTimestamp(), due);
        delay = delay < TimeSpan.Zero ? TimeSpan.Zero : delay > MaxTimer ? MaxTimer : delay;
        if (r.Timer is null)
            r.Timer = AmbientContext.CreateTimer(clock, static machine => ((Machine<TEvent>)machine!).TimerCame(), this, delay);
        else
            r.Timer.Change(delay, Timeout.InfiniteTimeSpan);
        r.TimerDue = due;
    }

    private void TimerCame() => _ = turns!.Queue(() => EndWhatIsDue(), CancellationToken.None);

    /// <summary>
    /// Fires the first timer that is due, or ends the wait or the outermost substate that has timed out, each under the context of the call
    /// that set the time. Then sets the timer for the next due time.
    /// </summary>
    /// <returns>False if nothing was due.</returns>
    private bool EndWhatIsDue()
    {
        var r = Rarely;
        r.TimerDue = long.MaxValue;
        if ((Phase & (Ended | Waiting)) != Waiting)
            return false;

        var now = Clock.GetTimestamp();
        Handler<TEvent>? substate = null;
        for (var handler = r.Handlers; handler is not null; handler = handler.Outer)
        {
            if (handler.IsArmed && handler.Due <= now)
                substate = handler;
        }

        try
        {
            if (DueTimer(r, now, substate) is { } timer)
            {
                RunUnder(timer.Context, static (machine, timer) => machine.SendEventOf(machine.reserve!, timer), timer);
            }
            else if (substate is not null)
            {
                RunUnder(substate.Context, static (machine, substate) => machine.EndSubstate(substate), substate);
            }
            else if (r.WaitDue <= now)
            {
                RunUnder(r.WaitContext, static (machine, _) => machine.EndWait(), 0);
            }
            else
            {
                return false;
            }

            return true;
        }
        finally
        {
            if ((Phase & Ended) == 0)
                SetTimerForNext(r);
        }
    }

    private void EndSubstate(Handler<TEvent> superstate)
    {
        Leave(superstate, default!);
        Settle(failure: null);
    }

    private void EndWait()
    {
        ForgetLimit();
        Phase = Signal | TimedOut;
        ResumeWaiter();
        Settle(failure: null);
    }

    /// <summary>Sets the timer for the next due time. A handler whose substate does not run is left out: it sets the timer then.</summary>
    private void SetTimerForNext(Reserve r)
    {
        var next = NextDueOf(r);
        if (next != long.MaxValue)
            SetTimer(next);
    }

    private long NextDueOf(Reserve r)
    {
        var next = Math.Min(r.WaitDue, FirstTimer(r)?.Due ?? long.MaxValue);
        for (var handler = r.Handlers; handler is not null; handler = handler.Outer)
        {
            if (handler.IsArmed)
                next = Math.Min(next, handler.Due);
        }

        return next;
    }
}
