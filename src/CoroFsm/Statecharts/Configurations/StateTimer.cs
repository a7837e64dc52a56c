namespace CoroFsm.Statecharts;

/// <summary>The timer of a state of one instance. It is created when the state is entered first, and used again.</summary>
internal sealed class StateTimer<TState, TTrigger>(
    StatechartInstance<TState, TTrigger> instance, TransitionLevel<TState, TTrigger> level, TimeProvider clock) : IArrival
    where TState : notnull
    where TTrigger : notnull
{
    private ITimer? timer;
    private TimeSpan delay;
    private long startedAt;

    /// <summary>Gets a value indicating whether it runs.</summary>
    internal bool IsRunning { get; private set; }

    private TimeSpan Remaining => RemainingAt(clock.GetTimestamp());

    /// <summary>Gets the time until it is due, at a time of the clock.</summary>
    internal TimeSpan RemainingAt(long now) =>
        delay - clock.GetElapsedTime(startedAt, now) is var rest && rest > TimeSpan.Zero ? rest : TimeSpan.Zero;

    /// <summary>Gets its place among the timers of the instance, in the order of their start: for those due at the same time.</summary>
    internal long Order { get; private set; }

    internal void Start(TimeSpan after, long order)
    {
        (IsRunning, Order, delay, startedAt) = (true, order, after, clock.GetTimestamp());
        if (timer is null)
            timer = AmbientContext.CreateTimer(clock, static timer => ((StateTimer<TState, TTrigger>)timer!).Elapse(), this, after);
        else
            timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    internal void Stop()
    {
        IsRunning = false;
        timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Handle()
    {
        instance.Interpreter.BeginMacrostep();
        if (!IsRunning)
            return;
        if (Remaining is var rest && rest > TimeSpan.Zero)
        {
            timer!.Change(rest, Timeout.InfiniteTimeSpan);      // too early, or of an earlier stay in the state
            return;
        }

        IsRunning = false;
        instance.HandleTimer(level);
    }

    /// <inheritdoc/>
    public void Repeat()
    {
        if (IsRunning)
            timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Elapse() => instance.Arrive(this);
}
