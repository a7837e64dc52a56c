namespace CoroFsm.Scheduling;

/// <summary>Represents the messages of a mailbox that are objects, of any type.</summary>
/// <remarks>
/// What a search without a filter has passed over is remembered, so that each object is looked at once for a receive, however often that
/// asks.
/// </remarks>
internal sealed class ObjectLane
{
    internal readonly Lane<object> Lane = new();

    /// <summary>The type that was searched for last, and the number of objects at the head that are not of it.</summary>
    private Type? searchedType;
    private int searched;

    /// <summary>Searches for the oldest object that a receive accepts.</summary>
    /// <param name="filter">What it accepts besides the type; null: all.</param>
    /// <param name="from">The number of objects that it need not look at.</param>
    /// <returns>The index; -1: there is none.</returns>
    internal int Search<T>(Func<T, bool>? filter, int from)
    {
        var index = filter is null && searchedType == typeof(T) ? searched : from;
        while (index < Lane.Count && !(Lane[index] is T message && (filter is null || filter(message))))
            index++;
        if (filter is null)
            (searchedType, searched) = (typeof(T), index);
        return index < Lane.Count ? index : -1;
    }

    internal object RemoveAt(int index)
    {
        if (index < searched)
            searched--;
        return Lane.RemoveAt(index);
    }
}
