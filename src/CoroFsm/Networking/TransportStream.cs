using System.Threading.Tasks.Sources;

namespace CoroFsm.Networking;

/// <summary>Represents a transport as the stream that TLS reads and writes: one read and one write at a time.</summary>
/// <remarks>
/// A read or write continues where its transfer ends: on a thread of the sockets, or on that of the simulation. So nothing of a simulated
/// connection leaves the thread of its scheduler.
/// </remarks>
internal sealed class TransportStream(Transport transport) : Stream
{
    /// <summary>Enough for the largest record of TLS, and for the buffer that a plain receive hands over.</summary>
    private const int BufferSize = (16 << 10) + 512;

    private readonly Transfer writing = new();
    private readonly Transfer reading = new() { Memory = GC.AllocateUninitializedArray<byte>(BufferSize) };
    private int start;
    private int length;
    private bool isExpecting;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw NotSupported();

    public override long Position
    {
        get => throw NotSupported();
        set => throw NotSupported();
    }

    /// <summary>Gets the first byte that has been received.</summary>
    internal byte? FirstByte { get; private set; }

    /// <summary>Prepares a read that another operation has begun already.</summary>
    internal ITransfer Expect()
    {
        reading.Reset();
        return reading;
    }

    /// <summary>Lets the first read wait for the end of that operation.</summary>
    internal void ReadsExpected() => isExpecting = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        if (length == 0)
        {
            start = 0;
            length = await Receive().ConfigureAwait(false);
            if (length > 0)
                FirstByte ??= reading.Memory.Span[0];
        }

        var count = Math.Min(length, buffer.Length);
        reading.Memory.Span.Slice(start, count).CopyTo(buffer.Span);
        start += count;
        length -= count;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            buffer = buffer[transport.Send(buffer.Span, out var error)..];
            if (error is not null)
                throw error;
            if (buffer.IsEmpty)
                return;
            writing.Memory = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer);        // only read
            writing.Reset();
            buffer = buffer[await writing.EndOf(transport.TryBeginSend(writing, out error), error).ConfigureAwait(false)..];
            if (buffer.IsEmpty)
                return;
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw NotSupported();

    public override void Write(byte[] buffer, int offset, int count) => throw NotSupported();

    public override long Seek(long offset, SeekOrigin origin) => throw NotSupported();

    public override void SetLength(long value) => throw NotSupported();

    private static NotSupportedException NotSupported() => new("This stream is read and written by ReadAsync and WriteAsync only.");

    private ValueTask<int> Receive()
    {
        if (isExpecting)
        {
            isExpecting = false;
            return reading.EndOf(isPending: true, error: null);
        }

        reading.Reset();
        return reading.EndOf(transport.TryBeginReceive(reading, out var error), error);
    }

    /// <summary>Represents a transfer that is awaited. It is used again.</summary>
    private sealed class Transfer : ITransfer, IValueTaskSource<int>
    {
        private ManualResetValueTaskSourceCore<int> source;

        public Memory<byte> Memory { get; internal set; }

        public int Count { private get; set; }

        public void End(Exception? error)
        {
            if (error is null)
                source.SetResult(Count);
            else
                source.SetException(error);
        }

        public int GetResult(short token) => source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            source.OnCompleted(continuation, state, token, flags);

        internal void Reset() => source.Reset();

        internal ValueTask<int> EndOf(bool isPending, Exception? error)
        {
            if (isPending)
                return new(this, source.Version);
            return error is null ? new(Count) : ValueTask.FromException<int>(error);
        }
    }
}
