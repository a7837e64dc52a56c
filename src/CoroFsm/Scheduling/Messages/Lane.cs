using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>The messages of one kind in a mailbox.</summary>
internal abstract class Lane
{
    /// <summary>The lane of the next kind.</summary>
    internal Lane? Next;

    internal int Count { get; private protected set; }

    /// <summary>Gets a value indicating whether a timer has ever put a message in.</summary>
    internal abstract bool HasTimers { get; }

    /// <summary>Notes that the message that was added last is of a timer.</summary>
    internal abstract void MarkLast(TaskTimer timer);

    /// <summary>Finds the message of a timer; there is one.</summary>
    internal abstract int IndexOf(TaskTimer timer);
}

/// <summary>The messages of one value type, or all that are objects: a ring, so that messages are not boxed.</summary>
internal sealed class Lane<T> : Lane
{
    /// <summary>The messages but for the oldest, which is in <see cref="oldest"/>; its element is kept free.</summary>
    private T[] ring = new T[4];
    private T oldest = default!;
    private int head;

    /// <summary>For each message the timer that it is of; null: no timer has ever put one in.</summary>
    private TaskTimer?[]? timers;

    internal override bool HasTimers => timers is not null;

    internal ref T this[int index]
    {
        get
        {
            if (index == 0)
                return ref oldest;
            return ref ring[(head + index) & (ring.Length - 1)];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enqueue(T message)
    {
        if (Count > 0)
        {
            EnqueueBehind(message);
            return;
        }

        oldest = message;
        Count = 1;
    }

    /// <summary>Removes a message; the others keep their order.</summary>
    internal T RemoveAt(int index)
    {
        if (index != 0)
            MoveToFront(index);
        if (timers is not null)
            Unmark();
        return Dequeue();
    }

    /// <summary>Removes the oldest message, which is of no timer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Dequeue()
    {
        var message = oldest;
        if (--Count > 0)
            Advance();
        else if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            oldest = default!;
        return message;
    }

    internal override void MarkLast(TaskTimer timer)
    {
        timers ??= new TaskTimer?[ring.Length];
        TimerOf(Count - 1) = timer;
    }

    internal override int IndexOf(TaskTimer timer)
    {
        var index = 0;
        while (!ReferenceEquals(TimerOf(index), timer))
            index++;
        return index;
    }

    /// <summary>Searches for the oldest message that a filter accepts.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="from">The index to begin at.</param>
    /// <returns>The index; -1: there is none.</returns>
    internal int Search(Func<T, bool> filter, int from)
    {
        for (var i = from; i < Count; i++)
        {
            if (filter(this[i]))
                return i;
        }

        return -1;
    }

    private void EnqueueBehind(T message)
    {
        if (Count == ring.Length)
            Grow();
        this[Count] = message;
        Count++;
    }

    /// <summary>Makes the next message the oldest.</summary>
    private void Advance()
    {
        head = (head + 1) & (ring.Length - 1);
        ref var next = ref ring[head];
        oldest = next;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            next = default!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveToFront(int index)
    {
        var message = this[index];
        for (var i = index; i > 0; i--)
            this[i] = this[i - 1];
        this[0] = message;
        if (timers is null)
            return;

        var timer = TimerOf(index);
        for (var i = index; i > 0; i--)
            TimerOf(i) = TimerOf(i - 1);
        TimerOf(0) = timer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var larger = new T[ring.Length * 2];
        for (var i = 1; i < Count; i++)
            larger[i] = this[i];
        if (timers is not null)
        {
            var largerTimers = new TaskTimer?[larger.Length];
            for (var i = 0; i < Count; i++)
                largerTimers[i] = TimerOf(i);
            timers = largerTimers;
        }

        ring = larger;
        head = 0;
    }

    private ref TaskTimer? TimerOf(int index) => ref timers![(head + index) & (ring.Length - 1)];

    /// <summary>Frees the timer of the first message, if it is one's, because the message is removed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unmark()
    {
        ref var timer = ref TimerOf(0);
        if (timer is null)
            return;
        timer.IsDelivered = false;
        timer = null;
    }
}
