namespace SaxToBus;

/// <summary>
/// An input that may keep its reader waiting, such as a pipe or a keyboard: the wait can be cancelled, and <see cref="Idle"/> is called
/// before it.
/// </summary>
/// <remarks>
/// Blocking reads cannot be cancelled, so each runs on another thread, into memory of its own; one that is given up ends with the process.
/// </remarks>
internal sealed class LiveStream(Stream inner, CancellationToken cancellationToken) : InputStream
{
    /// <summary>How long what was made of the input may wait, in milliseconds.</summary>
    private const int Patience = 20;

    private readonly byte[] chunk = new byte[64 << 10];
    private Task<int>? reading;
    private ReadOnlyMemory<byte> rest;
    private long lastIdle = Environment.TickCount64;

    /// <summary>
    /// Gets or sets what to do before a longer wait, and now and then while bytes keep coming slowly; called by the thread that reads.
    /// </summary>
    public Action? Idle { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (rest.IsEmpty)
            rest = chunk.AsMemory(0, NextChunk());

        var count = Math.Min(buffer.Length, rest.Length);
        rest.Span[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        // Closing under a read that is still going on would wait for it.
        if (disposing && reading is null or { IsCompleted: true })
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int NextChunk()
    {
        reading = Task.Run(() => inner.Read(chunk), CancellationToken.None);

        // Counted from the last time, not from now: an input that trickles never pauses for long.
        var left = lastIdle + Patience - Environment.TickCount64;
        if (!Wait((int)Math.Clamp(left, 0, Patience)))
        {
            Idle?.Invoke();
            lastIdle = Environment.TickCount64;
            Wait(Timeout.Infinite);
        }

        var count = reading.GetAwaiter().GetResult();
        reading = null;
        return count;
    }

    /// <summary>Waits without throwing what the read throws: that comes with its result.</summary>
    private bool Wait(int milliseconds) => Task.WaitAny([reading!], milliseconds, cancellationToken) == 0;
}
