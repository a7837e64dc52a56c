namespace CoroFsm.Networking;

/// <summary>Receives for the waiting tasks into its own buffer, so that no bytes are lost when a task is killed.</summary>
internal sealed class ReceiveOperation(Transport transport) : NetworkOperation<int>(transport.IsExternal)
{
    private const int BufferSize = 4096;

    private byte[]? buffer;
    private int start;
    private int length;
    private bool hasEnded;

    /// <summary>The number of bytes that tasks have received from the buffer.</summary>
    private long position;

    /// <summary>Bytes that were given to tasks that were killed before they ran, by position.</summary>
    private SortedList<long, ReadOnlyMemory<byte>>? givenBack;

    /// <summary>The number of bytes that the transport has received; 0 if the other side has ended its output.</summary>
    internal int Count;

    internal override string Description => "bytes of a connection";

    /// <summary>Gets the buffer for the transport.</summary>
    internal Memory<byte> Buffer => buffer ??= GC.AllocateUninitializedArray<byte>(BufferSize);

    internal QueuedTrap Receive(Memory<byte> into)
    {
        var trap = TakeTrap();
        trap.Memory = into;
        return trap;
    }

    private protected override bool TryBegin(out Exception? endedWith) => transport.TryBeginReceive(this, out endedWith);

    private protected override void Take(Exception? endedWith)
    {
        start = 0;
        length = endedWith is null ? Count : 0;
        hasEnded = endedWith is null && Count == 0;
        Fault ??= endedWith;
    }

    private protected override void Serve()
    {
        while (First is { } trap)
        {
            if (!IsClosed && (TryGiveAgain(trap, out var count) || TryGive(trap, out count)))
            {
                Dequeue().TryEnd(count);
            }
            else if (Fault is not null)
            {
                Dequeue().TryEnd(Fault);
            }
            else if (hasEnded)
            {
                Dequeue().TryEnd(0);
            }
            else if (!IsBusy)
            {
                Start();
            }
            else
            {
                return;
            }
        }
    }

    private protected override void Discard(QueuedTrap trap, int result)
    {
        if (result == 0 || IsClosed)
            return;
        (givenBack ??= []).Add(trap.Position, trap.Memory[..result].ToArray());
        Serve();
    }

    private bool TryGive(QueuedTrap trap, out int count)
    {
        count = Math.Min(length, trap.Memory.Length);
        if (count == 0)
            return false;
        buffer.AsSpan(start, count).CopyTo(trap.Memory.Span);
        trap.Position = position;
        position += count;
        start += count;
        length -= count;
        return true;
    }

    private bool TryGiveAgain(QueuedTrap trap, out int count)
    {
        count = 0;
        if (givenBack is not { Count: > 0 })
            return false;
        var bytes = givenBack.GetValueAtIndex(0);
        trap.Position = givenBack.GetKeyAtIndex(0);
        givenBack.RemoveAt(0);
        count = Math.Min(bytes.Length, trap.Memory.Length);
        bytes.Span[..count].CopyTo(trap.Memory.Span);
        if (count < bytes.Length)
            givenBack.Add(trap.Position + count, bytes[count..]);
        return true;
    }
}
