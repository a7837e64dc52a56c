using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>
/// Represents the messages that a task has been sent and has not received.
/// </summary>
/// <remarks>
/// The messages of a value type have a lane of their own; all objects share one, in which a receive searches for its type. Only the
/// members that ask <c>typeof(T).IsValueType</c> know that.
/// </remarks>
internal sealed partial class Mailbox(int capacity)
{
    /// <summary>The lanes of value types, linked; null: there are none.</summary>
    private Lane? values;

    /// <summary>The objects; null: none has come.</summary>
    private ObjectLane? objects;

    /// <summary>
    /// Of the lanes of values into which no timer has put any, the one that was used last, for the shortest path; null while a message
    /// waits for room, and behind a timer's message.
    /// </summary>
    private Lane? plain;

    internal int Count { get; private set; }

    /// <summary>Gets or sets a value indicating whether the filter of a receive is looking through the messages.</summary>
    internal bool IsSearched { get; set; }

    internal bool IsFull => Count >= capacity || Pending is not null;

    /// <summary>Adds a message of a value type, if the plain lane is that of the type, and there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAddPlainly<T>(T message)
    {
        if (plain is not Lane<T> lane || Count >= capacity)
            return false;
        Count++;
        lane.Enqueue(message);
        return true;
    }

    /// <summary>Takes the oldest message of a value type, if the plain lane is that of the type.</summary>
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

    internal void Add<T>(T message)
    {
        Count++;
        if (typeof(T).IsValueType)
        {
            var lane = FindLane<T>() ?? AddLane<T>();
            NoteUse(lane);
            lane.Enqueue(message);
        }
        else
        {
            (objects ??= new()).Lane.Enqueue(message!);
        }
    }

    /// <summary>Adds the message of a timer, which can be removed.</summary>
    internal void Add<T>(T message, TaskTimer timer)
    {
        Add(message);
        plain = null;
        LaneOf<T>()!.MarkLast(timer);
    }

    /// <summary>Removes the message of a timer.</summary>
    /// <exception cref="InvalidOperationException">Called by a filter.</exception>
    internal void Remove<T>(TaskTimer timer)
    {
        if (IsSearched)
        {
            throw new InvalidOperationException(
                $"The filter of a receive cannot cancel a timer ({timer.Name}) whose message it may be examining. "
                + "Cancel it after the receive.");
        }

        _ = RemoveAt<T>(LaneOf<T>()!.IndexOf(timer));
    }

    /// <summary>Determines whether there is a message of a type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Has<T>() => Search<T>() >= 0;

    /// <summary>Takes the oldest message of a type.</summary>
    /// <returns>False if there is none.</returns>
    internal bool TryTake<T>([MaybeNullWhen(false)] out T message)
    {
        var index = Search<T>();
        message = index < 0 ? default : RemoveAt<T>(index);
        return index >= 0;
    }

    /// <summary>Takes the oldest message of a type that a filter accepts.</summary>
    /// <param name="filter">The filter; null: it accepts all.</param>
    /// <param name="seen">The number of messages of the lane that were looked at before, and now.</param>
    /// <param name="message">The message.</param>
    /// <returns>False if there is none.</returns>
    internal bool TryTake<T>(Func<T, bool>? filter, ref int seen, [MaybeNullWhen(false)] out T message)
    {
        IsSearched = true;
        int index;
        try
        {
            index = Search(filter, seen);
        }
        finally
        {
            IsSearched = false;
        }

        message = index < 0 ? default : RemoveAt<T>(index);
        if (index < 0)
            seen = LaneOf<T>()?.Count ?? 0;
        return index >= 0;
    }

    /// <summary>Searches for the oldest message that a receive accepts.</summary>
    /// <param name="filter">The filter; null: it accepts all messages of the type.</param>
    /// <param name="from">The number of messages of the lane that it need not look at.</param>
    /// <returns>The index in the lane; -1: there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Search<T>(Func<T, bool>? filter = null, int from = 0)
    {
        if (!typeof(T).IsValueType)
            return objects is null ? -1 : objects.Search(filter, from);
        if (FindLane<T>() is not { } lane)
            return -1;
        if (filter is not null)
            return lane.Search(filter, from);
        return lane.Count > from ? from : -1;
    }

    /// <summary>Removes a message that was found, and lets in one that waits for room.</summary>
    private T RemoveAt<T>(int index)
    {
        Count--;
        T message;
        if (typeof(T).IsValueType)
        {
            var lane = FindLane<T>()!;
            NoteUse(lane);
            message = lane.RemoveAt(index);
        }
        else
        {
            var item = objects!.RemoveAt(index);
            message = Unsafe.As<object, T>(ref item);
        }

        if (Pending is not null)
            MakeRoom();
        return message;
    }

    private Lane? LaneOf<T>() => typeof(T).IsValueType ? FindLane<T>() : objects?.Lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane<T>? FindLane<T>() => values is Lane<T> lane ? lane : FindOtherLane<T>();

    private Lane<T>? FindOtherLane<T>()
    {
        for (var lane = values?.Next; lane is not null; lane = lane.Next)
        {
            if (lane is Lane<T> found)
                return found;
        }

        return null;
    }

    private Lane<T> AddLane<T>()
    {
        var lane = new Lane<T> { Next = values };
        values = lane;
        return lane;
    }

    private void NoteUse(Lane lane)
    {
        if (!ReferenceEquals(plain, lane) && !lane.HasTimers && Pending is null)
            plain = lane;
    }
}
