namespace CoroFsm;

/// <summary>
/// An event that borrows memory of its source, and is valid only until the source goes on.
/// </summary>
/// <typeparam name="TSelf">The event type itself.</typeparam>
/// <remarks>A machine detaches such an event before it queues or defers it.</remarks>
public interface IDetachable<out TSelf>
{
    /// <summary>Makes a copy that stays valid.</summary>
    /// <returns>The copy; the event itself where it already stays valid.</returns>
    TSelf Detach();
}
