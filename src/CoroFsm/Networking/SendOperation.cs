using System.Runtime.InteropServices;

namespace CoroFsm.Networking;

/// <summary>
/// Sends for the waiting tasks: what the transport takes immediately, and the rest in its own chunks, so that a killed task ends
/// immediately.
/// </summary>
internal sealed class SendOperation(Transport transport) : NetworkOperation<int>(transport.IsExternal), ITransfer
{
    private const int ChunkSize = 16 << 10;

    private byte[]? chunk;
    private int length;

    /// <summary>The task that owns the bytes of the chunk, while it waits.</summary>
    private (QueuedTrap Trap, int Version)? sender;

    /// <inheritdoc/>
    public Memory<byte> Memory => chunk.AsMemory(0, length);

    /// <inheritdoc/>
    public int Count { get; set; }

    internal override string Description => "room for bytes in a connection";

    /// <summary>Gets a value indicating whether bytes are being sent, perhaps those of a task that was killed.</summary>
    internal bool IsSending => IsBusy || WaiterCount > 0;

    void ITransfer.End(Exception? error) => End(error);

    internal QueuedTrap Send(ReadOnlyMemory<byte> bytes)
    {
        var trap = TakeTrap();
        trap.Memory = MemoryMarshal.AsMemory(bytes);        // only read
        return trap;
    }

    private protected override bool TryBegin(out Exception? endedWith) => transport.TryBeginSend(this, out endedWith);

    private protected override void Take(Exception? endedWith)
    {
        if (sender is { } of && of.Trap == First && of.Trap.Version == of.Version)
            of.Trap.Count += Count;
        sender = null;
        Fault ??= endedWith;
    }

    private protected override void Serve()
    {
        while (!IsBusy && First is { } trap)
        {
            if (Fault is not null)
            {
                Dequeue().TryEnd(Fault);
                continue;
            }

            trap.Count += transport.Send(trap.Memory.Span[trap.Count..], out var error);
            if (error is not null)
            {
                Fault = error;
            }
            else if (trap.Count == trap.Memory.Length)
            {
                Dequeue().TryEnd(trap.Count);
            }
            else
            {
                var rest = trap.Memory.Span[trap.Count..];
                length = Math.Min(rest.Length, ChunkSize);
                rest[..length].CopyTo(chunk ??= GC.AllocateUninitializedArray<byte>(ChunkSize));
                sender = (trap, trap.Version);
                Count = 0;
                Start();
            }
        }
    }
}
