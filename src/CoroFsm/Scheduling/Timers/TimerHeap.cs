namespace CoroFsm.Scheduling;

/// <summary>
/// Represents the items that wait for a time, the earliest first; of those that are due together, the one that was set first.
/// </summary>
/// <remarks>
/// Each item knows its index, so it is removed at once when the wait ends in another way: no timer comes late, and none is left behind.
/// Four branches instead of two: half the levels, and so half the items whose index changes, each of which is a cache miss where there are
/// many.
/// </remarks>
internal sealed class TimerHeap
{
    private const int Branches = 4;

    private Entry[] heap = new Entry[16];
    private long order;

    internal int Count { get; private set; }

    /// <summary>Gets when the earliest is due, in the clock's ticks.</summary>
    internal long FirstDue => Count == 0 ? long.MaxValue : heap[0].Due;

    internal void Add(ITimed timed, long due)
    {
        if (Count == heap.Length)
            Array.Resize(ref heap, heap.Length * 2);
        Rise(Count++, new(due, order++, timed));
    }

    internal void Remove(ITimed timed)
    {
        var index = timed.HeapIndex;
        if (index < 0)
            return;

        timed.HeapIndex = -1;
        var last = heap[--Count];
        heap[Count] = default;
        if (index == Count)
            return;

        if (index > 0 && last.IsBefore(heap[(index - 1) / Branches]))
            Rise(index, last);
        else
            Sink(index, last);
    }

    /// <summary>Removes the earliest item.</summary>
    internal ITimed TakeFirst()
    {
        var first = heap[0].Timed;
        Remove(first);
        return first;
    }

    private void Rise(int index, Entry entry)
    {
        while (index > 0)
        {
            var parent = (index - 1) / Branches;
            if (!entry.IsBefore(heap[parent]))
                break;
            Put(index, heap[parent]);
            index = parent;
        }

        Put(index, entry);
    }

    private void Sink(int index, Entry entry)
    {
        while (true)
        {
            var child = (index * Branches) + 1;
            if (child >= Count)
                break;

            var end = Math.Min(child + Branches, Count);
            for (var other = child + 1; other < end; other++)
            {
                if (heap[other].IsBefore(heap[child]))
                    child = other;
            }

            if (!heap[child].IsBefore(entry))
                break;
            Put(index, heap[child]);
            index = child;
        }

        Put(index, entry);
    }

    private void Put(int index, Entry entry)
    {
        heap[index] = entry;
        entry.Timed.HeapIndex = index;
    }

    private readonly record struct Entry(long Due, long Order, ITimed Timed)
    {
        internal bool IsBefore(in Entry other) => Due < other.Due || (Due == other.Due && Order < other.Order);
    }
}
