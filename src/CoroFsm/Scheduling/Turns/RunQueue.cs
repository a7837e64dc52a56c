using System.Runtime.CompilerServices;

namespace CoroFsm.Scheduling;

/// <summary>The tasks of one priority that can run, in the order of their turns: a ring.</summary>
/// <remarks>A mutable struct, so that the ring is one load away from the <see cref="ReadyTasks"/> that holds it. Never copy it.</remarks>
internal struct RunQueue
{
    private const int SmallSize = 16;
    private const int LargeSize = 1 << 16;

    private ScheduledTask?[] ring = new ScheduledTask?[SmallSize];

    /// <summary>The numbers of tasks that were taken out and put in; both wrap around.</summary>
    private int head;
    private int tail;

    public RunQueue()
    {
    }

    internal readonly int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => tail - head;
    }

    internal readonly ScheduledTask this[int index] => ring[(head + index) & (ring.Length - 1)]!;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enqueue(ScheduledTask task)
    {
        if (Count == ring.Length)
            Grow();
        var (items, index) = (ring, tail);
        items[index & (items.Length - 1)] = task;
        tail = index + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ScheduledTask Dequeue()
    {
        var (items, index) = (ring, head);
        ref var slot = ref items[index & (items.Length - 1)];
        var task = slot!;
        slot = null;
        head = index + 1;
        return task;
    }

    /// <summary>Removes a task that need not be the first; the others keep their order.</summary>
    internal ScheduledTask RemoveAt(int index)
    {
        var task = this[index];
        for (var i = index; i > 0; i--)
            ring[(head + i) & (ring.Length - 1)] = this[i - 1];
        Dequeue();
        return task;
    }

    /// <summary>Releases a large ring, if it is empty.</summary>
    internal void Trim()
    {
        if (Count == 0 && ring.Length > LargeSize)
            ring = new ScheduledTask?[SmallSize];
    }

    /// <summary>Lists the tasks, the next first.</summary>
    internal readonly TaskId[] Ids()
    {
        var ids = new TaskId[Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = new(this[i]);
        return ids;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var larger = new ScheduledTask?[ring.Length * 2];
        var count = Count;
        for (var i = 0; i < count; i++)
            larger[i] = this[i];
        ring = larger;
        (head, tail) = (0, count);
    }
}
