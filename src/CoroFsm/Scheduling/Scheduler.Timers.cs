namespace CoroFsm.Scheduling;

/// <content>Time.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Gets the scheduler's time for others, such as machines (<see cref="MachineOptions.TimeProvider"/>): its timers are the scheduler's
    /// own, and come on its thread, between turns, under the <see cref="ExecutionContext"/> of the code that created them.
    /// </summary>
    /// <remarks>
    /// They come while the scheduler runs; alone they do not keep it running. What their callbacks throw comes out of the call that runs
    /// it.
    /// </remarks>
    public TimeProvider Clock => field ??= new SchedulerClock(this, clock);

    /// <summary>Gets the number of timers that are set: of tasks that sleep, of timeouts, and of <see cref="Clock"/>.</summary>
    public int TimerCount => timers.Count;

    internal long Now => timers.Now;

    /// <summary>Gets when a time that begins now ends, in the clock's ticks.</summary>
    internal long DueIn(TimeSpan time) => timers.DueIn(time);

    /// <summary>Determines whether more than a time lies between two points in time.</summary>
    internal bool HasPassed(TimeSpan time, long from, long to) => clock.GetElapsedTime(from, to) > time;

    internal void AddTimer(ITimed timed, long due) => timers.Add(timed, due);

    internal void RemoveTimer(ITimed timed) => timers.Remove(timed);
}
