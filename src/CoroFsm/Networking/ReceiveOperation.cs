namespace CoroFsm.Networking;

/// <summary>Receives for the waiting tasks into its own buffer, so that no bytes are lost when a task is killed.</summary>
internal sealed class ReceiveOperation(Transport transport) : NetworkOperation<int>(transport.IsExternal), ITransfer
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

    /// <summary>The transfer that the bytes of a pending operation are for, since the connection has changed its transport.</summary>
    private ITransfer? heir;

    /// <inheritdoc/>
    public Memory<byte> Memory => buffer ??= GC.AllocateUninitializedArray<byte>(BufferSize);

    /// <inheritdoc/>
    public int Count { get; set; }

    internal override string Description => "bytes of a connection";

    /// <summary>Gets the number of bytes that have arrived and that no task has received.</summary>
    internal int Unreceived => length + (givenBack?.Values.Sum(static bytes => bytes.Length) ?? 0);

    void ITransfer.End(Exception? error) => End(error);

    /// <summary>Closes the direction and hands the bytes of a pending operation over.</summary>
    /// <param name="to">Receives the bytes.</param>
    /// <param name="fault">The error for tasks that receive from now on.</param>
    /// <returns>False if no operation is pending, so that nothing is handed over.</returns>
    internal bool TryHandOver(ITransfer to, Exception fault)
    {
        var isPending = IsBusy;
        heir = isPending ? to : null;
        Close(fault);
        return isPending;
    }

    internal QueuedTrap Receive(Memory<byte> into)
    {
        var trap = TakeTrap();
        trap.Memory = into;
        return trap;
    }

    private protected override bool TryBegin(out Exception? endedWith) => transport.TryBeginReceive(this, out endedWith);

    private protected override void Take(Exception? endedWith)
    {
        if (IsClosed)
        {
            HandOver(endedWith);
            return;
        }

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

    private void HandOver(Exception? endedWith)
    {
        if (Interlocked.Exchange(ref heir, value: null) is not { } to)
            return;
        buffer.AsMemory(0, Count).CopyTo(to.Memory);
        to.Count = Count;
        to.End(endedWith);
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
