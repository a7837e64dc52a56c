namespace CoroFsm;

/// <summary>Receives for the tasks that wait, into a buffer of its own: one that is killed loses nothing.</summary>
internal sealed class ReceiveOperation(Transport transport) : NetworkOperation<int>(transport.IsExternal)
{
    private const int BufferSize = 4096;

    private byte[]? buffer;
    private int start;
    private int length;
    private bool hasEnded;

    /// <summary>How many bytes the transport has received; 0: the other side sends no more.</summary>
    internal int Count;

    internal override string Description => "bytes of a connection";

    /// <summary>Gets where the transport receives to.</summary>
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
            if (length > 0 && !IsClosed)
            {
                var count = Math.Min(length, trap.Memory.Length);
                buffer.AsSpan(start, count).CopyTo(trap.Memory.Span);
                start += count;
                length -= count;
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
}
