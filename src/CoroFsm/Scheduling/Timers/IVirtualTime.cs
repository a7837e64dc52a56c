namespace CoroFsm.Scheduling;

/// <summary>
/// Represents a clock whose time advances only on request, such as the clock of a simulation. Code that can do nothing but wait for a timer
/// advances the clock to it.
/// </summary>
/// <remarks>
/// A <see cref="Scheduler"/> whose <see cref="SchedulerOptions.TimeProvider"/> implements this interface never blocks for a timer.
/// </remarks>
public interface IVirtualTime
{
    /// <summary>Advances the clock to the due time of the earliest timer, and calls the timers that are due.</summary>
    /// <returns>False if no timer is set.</returns>
    bool TryJump();
}
