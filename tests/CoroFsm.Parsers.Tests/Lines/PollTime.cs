using CoroFsm.Testing;

namespace CoroFsm.Parsers.Tests.Lines;

/// <summary>Simulated time that signals when a wait has started.</summary>
internal sealed class PollTime : TimeProvider, IDisposable
{
    private readonly Lock gate = new();
    private readonly SimulatedTime time = new();
    private readonly SemaphoreSlim waits = new(0);

    /// <summary>Gets the length of each wait so far.</summary>
    internal List<TimeSpan> Waits { get; } = [];

    internal Task Waiting() => waits.WaitAsync();

    internal void Advance(TimeSpan by)
    {
        lock (gate)
            time.Advance(by);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer;
        lock (gate)
            timer = time.CreateTimer(callback, state, dueTime, period);
        Waits.Add(dueTime);
        waits.Release();
        return timer;
    }

    public void Dispose() => waits.Dispose();
}
