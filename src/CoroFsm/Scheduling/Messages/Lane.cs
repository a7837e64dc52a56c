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
}

/// <summary>The messages of one value type, or all that are objects: a ring, so that messages are not boxed.</summary>
internal sealed class Lane<T> : Lane
{
    /// <summary>The oldest one is not in here, but in <see cref="oldest"/>; its place is kept free.</summary>
    private T[] ring = new T[4];
    private T oldest = default!;
    private int head;

    /// <summary>Beside each message the timer that it is of; null: no timer has ever come.</summary>
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

    /// <summary>Takes a message out; the others keep their order.</summary>
    internal T RemoveAt(int index)
    {
        if (index != 0)
            MoveToFront(index);
        if (timers is not null)
            Unmark();
        return Dequeue();
    }

    /// <summary>Takes the oldest message out, which is of no timer.</summary>
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

    /// <summary>Says that the message that was added last is of a timer.</summary>
    internal void MarkLast(TaskTimer timer)
    {
        timers ??= new TaskTimer?[ring.Length];
        TimerOf(Count - 1) = timer;
    }

    /// <summary>Removes the message of a timer.</summary>
    internal void Remove(TaskTimer timer)
    {
        var index = 0;
        while (!ReferenceEquals(TimerOf(index), timer))
            index++;
        RemoveAt(index);
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

    /// <summary>The first message is taken out; if it is a timer's, that is free.</summary>
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
