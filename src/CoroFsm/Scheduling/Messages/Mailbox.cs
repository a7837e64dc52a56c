using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>
/// The messages that a task has been sent and has not received.
/// </summary>
/// <remarks>Those of a value type have a lane of their own; all objects share one, in which a receive looks for the oldest of its type.</remarks>
internal sealed partial class Mailbox(int capacity)
{
    private Lane? first;

    /// <summary>Of the lanes of values into which no timer has put any, the one that was used last, for the shortest path; null while a message waits for room, and behind a timer's message.</summary>
    private Lane? plain;

    internal int Count { get; private set; }

    /// <summary>Gets or sets a value indicating whether the filter of a receive is looking through the messages.</summary>
    internal bool IsSearched { get; set; }

    internal bool IsFull => Count >= capacity || Pending is not null;

    /// <summary>Adds a message of a value type, if that is the plain lane's, and there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAddPlainly<T>(T message)
    {
        if (plain is not Lane<T> lane || Count >= capacity)
            return false;
        Count++;
        lane.Enqueue(message);
        return true;
    }

    /// <summary>Takes the oldest message of a value type, if that is the plain lane's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTakePlainly<T>([MaybeNullWhen(false)] out T message)
    {
        if (plain is not Lane<T> { Count: > 0 } lane)
        {
            message = default;
            return false;
        }

        Count--;
        message = lane.Dequeue();
        return true;
    }

    /// <summary>Gets the lane of the messages of one type, making it if there is none.</summary>
    private Lane<T> LaneOf<T>() => FindLane<T>() ?? AddLane<T>();

    /// <summary>Finds the oldest message that a receive accepts.</summary>
    /// <param name="filter">What it accepts besides the type; null: all.</param>
    /// <param name="from">How many it has already looked at.</param>
    /// <returns>Its index in its lane; -1: there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find<T>(Func<T, bool>? filter = null, int from = 0)
    {
        if (typeof(T).IsValueType)
        {
            if (FindLane<T>() is not { } values)
                return -1;
            if (filter is null)
                return values.Count > from ? from : -1;
            for (var i = from; i < values.Count; i++)
            {
                if (filter(values[i]))
                    return i;
            }

            return -1;
        }

        if (FindLane<object>() is { } objects)
        {
            for (var i = from; i < objects.Count; i++)
            {
                if (objects[i] is T message && (filter is null || filter(message)))
                    return i;
            }
        }

        return -1;
    }

    /// <summary>Gets how many messages there are in the lane where those of a type are.</summary>
    internal int CountOf<T>() => (typeof(T).IsValueType ? FindLane<T>() : (Lane?)FindLane<object>())?.Count ?? 0;

    /// <summary>Takes a message out that was found.</summary>
    internal T Take<T>(int index)
    {
        Count--;
        if (typeof(T).IsValueType)
        {
            var lane = LaneOf<T>();
            NoteUse(lane);
            return lane.RemoveAt(index);
        }

        var message = LaneOf<object>().RemoveAt(index);
        return Unsafe.As<object, T>(ref message);
    }

    internal void Add<T>(T message)
    {
        Count++;
        if (typeof(T).IsValueType)
        {
            var lane = LaneOf<T>();
            NoteUse(lane);
            lane.Enqueue(message);
        }
        else
        {
            LaneOf<object>().Enqueue(message!);
        }
    }

    /// <summary>Adds the message of a timer, which can be taken back.</summary>
    internal void Add<T>(T message, TaskTimer timer)
    {
        Add(message);
        plain = null;
        if (typeof(T).IsValueType)
            LaneOf<T>().MarkLast(timer);
        else
            LaneOf<object>().MarkLast(timer);
    }

    /// <summary>Removes the message of a timer.</summary>
    /// <exception cref="InvalidOperationException">Called by a filter.</exception>
    internal void Remove<T>(TaskTimer timer)
    {
        if (IsSearched)
            throw new InvalidOperationException($"The filter of a receive cannot cancel a timer ({timer.Name}) whose message it may be looking at. Cancel it after the receive.");
        if (typeof(T).IsValueType)
            LaneOf<T>().Remove(timer);
        else
            LaneOf<object>().Remove(timer);
        Count--;
        if (Pending is not null)
            MakeRoom();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane<T>? FindLane<T>() => first is Lane<T> lane ? lane : FindOtherLane<T>();

    private void NoteUse(Lane lane)
    {
        if (!ReferenceEquals(plain, lane) && !lane.HasTimers && Pending is null)
            plain = lane;
    }

    private Lane<T>? FindOtherLane<T>()
    {
        for (var lane = first?.Next; lane is not null; lane = lane.Next)
        {
            if (lane is Lane<T> found)
                return found;
        }

        return null;
    }

    private Lane<T> AddLane<T>()
    {
        var lane = new Lane<T> { Next = first };
        first = lane;
        return lane;
    }
}
