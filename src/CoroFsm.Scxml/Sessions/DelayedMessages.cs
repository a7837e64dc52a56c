namespace CoroFsm.Scxml.Sessions;

/// <summary>The delayed messages of a group of sessions: one timer for all, so that they come in the order of their times.</summary>
internal sealed class DelayedMessages(SessionGroup group, TimeProvider clock) : IDisposable
{
    /// <summary>The longest time that a timer is set for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly PriorityQueue<DelayedMessage, (long Due, long Order)> messages = new();
    private readonly Lock gate = new();
    private ITimer? timer;
    private long order;
    private int count;
    private bool isDisposed;

    /// <summary>Adds a message.</summary>
    /// <returns>False if there are too many.</returns>
    internal bool TryAdd(DelayedMessage message, TimeSpan delay, int limit)
    {
        lock (gate)
        {
            if (count >= limit)
                return false;
            count++;
            var ticks = (long)Math.Ceiling(delay.TotalSeconds * clock.TimestampFrequency);
            messages.Enqueue(message, (clock.GetTimestamp() + ticks, order++));
            SetTimer();
        }

        return true;
    }

    /// <summary>Drops the messages of a session that meet a condition.</summary>
    internal void Remove(Session session, Func<DelayedMessage, bool> isMeant)
    {
        lock (gate)
        {
            foreach (var (message, _) in messages.UnorderedItems)
            {
                if (message.Session != session || message.IsCancelled || !isMeant(message))
                    continue;
                message.IsCancelled = true;
                count--;
            }

            if (messages.Count > 2 * count + 16)
                Compact();
            else
                SetTimer();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            messages.Clear();
            timer?.Dispose();
        }
    }

    private void Compact()
    {
        var kept = messages.UnorderedItems.Where(static item => !item.Element.IsCancelled).ToArray();
        messages.Clear();
        messages.EnqueueRange(kept);
        SetTimer();
    }

    private void SetTimer()
    {
        if (isDisposed)
            return;
        while (messages.TryPeek(out var first, out _) && first.IsCancelled)
            messages.Dequeue();
        timer ??= CreateTimer();
        if (!messages.TryPeek(out _, out var next))
        {
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var now = clock.GetTimestamp();
        var wait = next.Due <= now ? TimeSpan.Zero : clock.GetElapsedTime(now, next.Due);
        timer.Change(wait < Longest ? wait : Longest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Creates the timer. It must not keep the execution context of the thread that happens to send first.</summary>
    private ITimer CreateTimer()
    {
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return clock.CreateTimer(
            static state => ((DelayedMessages)state!).SendDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void SendDue()
    {
        List<DelayedMessage> due = [];
        lock (gate)
        {
            var now = clock.GetTimestamp();
            while (messages.TryPeek(out var message, out var at) && at.Due <= now)
            {
                messages.Dequeue();
                if (message.IsCancelled)
                    continue;
                count--;
                due.Add(message);
            }

            SetTimer();
        }

        group.Deliver(due);
    }
}

/// <summary>A message that waits for its time.</summary>
internal sealed class DelayedMessage(Session session, ScxmlMessage message, string? type)
{
    internal Session Session { get; } = session;

    internal ScxmlMessage Message { get; } = message;

    internal string? Type { get; } = type;

    internal bool IsCancelled { get; set; }
}
