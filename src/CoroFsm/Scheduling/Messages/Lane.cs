using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>The messages of one kind in a mailbox.</summary>
internal abstract class Lane
{
    /// <summary>The lane of the next kind.</summary>
    internal Lane? Next;

    internal int Count { get; private protected set; }
}

/// <summary>The messages of one value type, or all that are objects: a ring, so that messages are not boxed.</summary>
internal sealed class Lane<T> : Lane
{
    private T[] ring = new T[4];
    private int head;

    internal ref T this[int index] => ref ring[(head + index) & (ring.Length - 1)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enqueue(T message)
    {
        if (Count == ring.Length)
            Grow();
        this[Count] = message;
        Count++;
    }

    /// <summary>Takes a message out; the others keep their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T RemoveAt(int index)
    {
        if (index != 0)
            MoveToFront(index);
        ref var first = ref this[0];
        var message = first;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            first = default!;
        head = (head + 1) & (ring.Length - 1);
        Count--;
        return message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveToFront(int index)
    {
        var message = this[index];
        for (var i = index; i > 0; i--)
            this[i] = this[i - 1];
        this[0] = message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var larger = new T[ring.Length * 2];
        for (var i = 0; i < Count; i++)
            larger[i] = this[i];
        ring = larger;
        head = 0;
    }
}
