namespace CoroFsm.Scheduling;

/// <summary>
/// Represents a clock whose time does not pass by itself: code that has nothing to do but to wait for it makes it jump.
/// </summary>
/// <remarks>A <see cref="Scheduler"/> whose <see cref="TimeProvider"/> implements this never blocks for a timer.</remarks>
public interface IVirtualTime
{
    /// <summary>Lets time pass to the earliest timer, and calls it.</summary>
    /// <returns>False if no timer is set.</returns>
    bool TryJump();
}
