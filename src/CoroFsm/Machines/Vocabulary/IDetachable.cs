namespace CoroFsm;

/// <summary>
/// Represents an event that borrows memory of its source and is valid only until the source continues.
/// </summary>
/// <typeparam name="TSelf">The event type itself.</typeparam>
/// <remarks>A machine detaches such an event before it queues or defers it.</remarks>
public interface IDetachable<out TSelf>
{
    /// <summary>Creates a copy that remains valid.</summary>
    /// <returns>The copy; the event itself if it already remains valid.</returns>
    TSelf Detach();
}
