namespace CoroFsm;

/// <summary>
/// Represents a bounded stack of spare frames. One thread uses it alone and passes it to the depot when it is full (Bonwick's magazines).
/// </summary>
internal sealed class Magazine<TFrame>
    where TFrame : class
{
    private const int Capacity = 128;
    private const int InitialCapacity = 4;

    private TFrame[] frames = new TFrame[InitialCapacity];
    private int count;

    internal bool IsEmpty => count == 0;

    internal bool IsFull => count == Capacity;

    internal void Push(TFrame frame)
    {
        if (count == frames.Length)
            Array.Resize(ref frames, Math.Min(count * 2, Capacity));
        frames[count++] = frame;
    }

    internal TFrame Pop()
    {
        var frame = frames[--count];
        frames[count] = null!;
        return frame;
    }
}
