namespace CoroFsm.Scheduling;

/// <summary>Represents the messages of a mailbox that are objects, of any type.</summary>
/// <remarks>
/// A search without a filter remembers how many objects it has passed over. A receive that is tested repeatedly examines each object once.
/// </remarks>
internal sealed class ObjectLane
{
    internal readonly Lane<object> Lane = new();

    /// <summary>The type that was searched for last, and the number of objects at the head that are not of it.</summary>
    private Type? searchedType;
    private int searched;

    /// <summary>Searches for the oldest object that a receive accepts.</summary>
    /// <param name="filter">The filter; null: it accepts all objects of the type.</param>
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
