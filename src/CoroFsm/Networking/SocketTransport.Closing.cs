using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <content>
/// Closing. A socket that is closed while an operation is pending, while bytes are unread, or before the last bytes of the other side have
/// arrived resets the connection, and what was sent but not delivered is lost. Therefore the output is ended first, what still arrives is
/// discarded until the other side ends its output, and only then is the socket closed; or when the time for that is over.
/// </content>
internal sealed partial class SocketTransport
{
    private const int InputEnd = 1;
    private const int OutputEnd = 2;
    private const int BothEnds = InputEnd | OutputEnd;

    /// <summary>The number of reads that one call does, so that a fast sender does not hold up a thread.</summary>
    private const int MaxReads = 16;

    /// <summary>The bytes that arrive during the closing of any connection. They are never read.</summary>
    private static readonly byte[] Discarded = GC.AllocateUninitializedArray<byte>(1 << 16, pinned: true);

    private Timer? timer;
    private int ends;
    private volatile bool isDraining;
    private volatile bool isOverdue;
    private volatile bool isClosed;

    internal override void Close(TimeSpan linger)
    {
        if (!gate.TryClose(out var inUse))
            return;
        if (linger == TimeSpan.Zero)
        {
            CloseSocket();
            return;
        }

        if ((inUse & TransportGate.Sending) == 0)
            EndOutput();
        if ((inUse & TransportGate.Receiving) == 0)
            Drain();
        if (isClosed)
            return;
        timer = new(static transport => ((SocketTransport)transport!).OnOverdue(), this, linger, Timeout.InfiniteTimeSpan);
        if (isClosed)
            timer.Dispose();
    }

    /// <summary>Receives and discards, until the other side ends its output.</summary>
    private void Drain()
    {
        receiving ??= new(EndReceive);
        receiving.SetBuffer(Discarded);
        isDraining = true;
        Read();
    }

    private void Read()
    {
        try
        {
            for (var reads = 0; reads < MaxReads; reads++)
            {
                if (isClosed || socket.ReceiveAsync(receiving!) || IsAtEnd(receiving!))
                    return;
            }

            ThreadPool.UnsafeQueueUserWorkItem(static transport => transport.Read(), this, preferLocal: false);
        }
        catch (ObjectDisposedException)
        {
            // Its time is over.
        }
    }

    private void ContinueDraining()
    {
        if (!IsAtEnd(receiving!))
            Read();
    }

    /// <summary>Determines whether nothing more arrives, and notes that.</summary>
    private bool IsAtEnd(SocketArgs args)
    {
        if (args.SocketError != SocketError.Success)
            CloseSocket();
        else if (args.BytesTransferred == 0 || isOverdue)
            OnEnd(InputEnd);
        else
            return false;
        return true;
    }

    /// <summary>Ends the output, after what was being sent.</summary>
    private void EndOutput()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            OnEnd(OutputEnd);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            CloseSocket();      // the other side has gone, so nothing can be lost
        }
    }

    private void OnEnd(int end)
    {
        if ((Interlocked.Or(ref ends, end) | end) == BothEnds)
            CloseSocket();
    }

    /// <summary>Ends the operations that are still pending; the last of them closes the socket.</summary>
    private void OnOverdue()
    {
        isOverdue = true;
        try
        {
            socket.Shutdown(SocketShutdown.Both);
            if (!OperatingSystem.IsWindows())
                return;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The other side has gone, so nothing can be lost, or the last operation has just ended.
        }

        CloseSocket();      // on Windows, nothing else ends the operations
    }

    private void CloseSocket()
    {
        isClosed = true;
        socket.Dispose();
        receiving?.Dispose();
        sending?.Dispose();
        timer?.Dispose();
    }
}
