namespace CoroFsm.Durability.Instances;

/// <summary>Wakes the machines whose timers are due, by one timer of the host's clock.</summary>
/// <remarks>
/// A machine has one alarm, the earliest. It is not taken back when its timer is cancelled or moved: the machine is then woken for nothing,
/// and sets the next one.
/// </remarks>
internal sealed class Alarms<TEvent> : IDisposable
{
    /// <summary>The maximum delay that every timer supports.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(20);

    private readonly DurableHost<TEvent> host;
    private readonly PriorityQueue<string, long> alarms = new();
    private readonly Dictionary<string, long> earliest = new(StringComparer.Ordinal);
    private readonly ITimer timer;
    private long timerDue = long.MaxValue;

    internal Alarms(DurableHost<TEvent> host)
    {
        this.host = host;
        timer = host.Time.CreateTimer(
            static alarms => ((Alarms<TEvent>)alarms!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds an alarm, unless the machine has an earlier one. If the time has come, the machine is woken at once.</summary>
    /// <param name="key">The machine.</param>
    /// <param name="due">The time, in UTC ticks.</param>
    internal void Add(string key, long due)
    {
        if (due <= host.Now)
        {
            host.Wake(key);
            return;
        }

        lock (alarms)
        {
            if (earliest.TryGetValue(key, out var other) && other <= due)
                return;
            earliest[key] = due;
            alarms.Enqueue(key, due);
            SetTimer(due);
        }
    }

    public void Dispose() => timer.Dispose();

    private void SetTimer(long due)
    {
        if (due >= timerDue)
            return;
        timerDue = due;
        var delay = TimeSpan.FromTicks(Math.Max(0, due - host.Now));

        // A delay is rounded down to milliseconds: one more avoids a timer that fires too early.
        var rounding = TimeSpan.FromMilliseconds(delay == TimeSpan.Zero ? 0 : 1);
        timer.Change(delay > MaxDelay ? MaxDelay : delay + rounding, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        List<string> due = [];
        lock (alarms)
        {
            timerDue = long.MaxValue;
            var now = host.Now;
            while (alarms.TryPeek(out var key, out var at) && at <= now)
            {
                alarms.Dequeue();
                if (earliest.TryGetValue(key, out var own) && own == at)
                {
                    earliest.Remove(key);
                    due.Add(key);
                }
            }

            if (alarms.TryPeek(out _, out var next))
                SetTimer(next);
        }

        foreach (var key in due)
            host.Wake(key);
    }
}
