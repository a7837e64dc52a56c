namespace CoroFsm.Scheduling;

/// <summary>Provides the time of a scheduler, whose timers are in the scheduler's heap.</summary>
internal sealed class SchedulerClock(Scheduler scheduler, TimeProvider clock) : TimeProvider, ITurnHost
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new Timer(scheduler, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    void ITurnHost.Expect() => scheduler.Interrupts.AddExpected();

    void ITurnHost.StopExpecting() => scheduler.Interrupts.RemoveExpected();

    void ITurnHost.Post(Action turn) => scheduler.PostObject(new MachineTurn(turn));

    private sealed class MachineTurn(Action turn) : IInterrupt
    {
        public void Finish() => turn();

        public void Refuse() => turn();
    }

    private sealed class Timer(Scheduler scheduler, TimerCallback callback, object? state) : ITimer, ITimed
    {
        private readonly ExecutionContext? context = AmbientContext.Capture();
        private TimeSpan period;

        /// <summary>The number of changes, so that a change by another thread does not take effect after a later one.</summary>
        private int version;

        private bool isDisposed;

        public int HeapIndex { get; set; } = -1;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (isDisposed)
                return false;

            var due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : scheduler.DueIn(dueTime);
            Set(due, period);
            return true;
        }

        public void Dispose()
        {
            isDisposed = true;
            Set(long.MaxValue, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        public void OnDue()
        {
            if (period > TimeSpan.Zero)
                scheduler.AddTimer(this, scheduler.DueIn(period));
            using (AmbientContext.Enter(context))
                callback(state);
        }

        private void Set(long due, TimeSpan newPeriod)
        {
            var setting = Interlocked.Increment(ref version);
            if (scheduler.IsInside)
                Put(due, newPeriod);
            else
                scheduler.HandleOrPost((Action)(() => PutIfLatest(setting, due, newPeriod)));
        }

        private void PutIfLatest(int setting, long due, TimeSpan newPeriod)
        {
            if (Volatile.Read(ref version) == setting)
                Put(due, newPeriod);
        }

        private void Put(long due, TimeSpan newPeriod)
        {
            period = newPeriod;
            scheduler.RemoveTimer(this);
            if (due != long.MaxValue)
                scheduler.AddTimer(this, due);
        }
    }
}
