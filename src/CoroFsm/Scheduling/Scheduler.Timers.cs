namespace CoroFsm.Scheduling;

/// <content>Time.</content>
public sealed partial class Scheduler
{
    /// <summary>
    /// Gets the scheduler's time for other objects, such as machines (<see cref="MachineOptions.TimeProvider"/>). Its timers fire on the
    /// scheduler's thread, between turns, under the <see cref="ExecutionContext"/> of the code that created them.
    /// </summary>
    /// <remarks>
    /// The timers fire while the scheduler runs; they do not keep it running. Exceptions of their callbacks are thrown by the call that
    /// runs the scheduler.
    /// </remarks>
    public TimeProvider Clock => field ??= new SchedulerClock(this, clock);

    /// <summary>
    /// Gets the number of timers that are set: those of sleeping tasks, of timeouts, of <see cref="TaskContext.SetTimer"/>, and of
    /// <see cref="Clock"/>.
    /// </summary>
    public int TimerCount => timers.Count;

    internal long Now => timers.Now;

    /// <summary>Gets when a time that begins now ends, in the clock's ticks.</summary>
    internal long DueIn(TimeSpan time) => timers.DueIn(time);

    /// <summary>Determines whether more than a time lies between two points in time.</summary>
    internal bool HasPassed(TimeSpan time, long from, long to) => clock.GetElapsedTime(from, to) > time;

    internal void AddTimer(ITimed timed, long due) => timers.Add(timed, due);

    internal void RemoveTimer(ITimed timed) => timers.Remove(timed);
}
