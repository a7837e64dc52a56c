using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>Represents a connected socket.</summary>
/// <remarks>
/// Closing a socket while an operation is pending would reset the other side, and bytes that were sent but not yet delivered would be lost.
/// Therefore the connection is shut down first, which ends the operations, and the last of them closes the socket.
/// </remarks>
internal sealed class SocketTransport : Transport
{
    /// <summary>A flag in <see cref="uses"/>: the transport has been disposed.</summary>
    private const int Closing = 1 << 30;

    private readonly Socket socket;

    /// <summary>The number of pending operations, and whether the last one must close the socket.</summary>
    private int uses;
    private SocketArgs? receiving;
    private SocketArgs? sending;
    private ReceiveOperation? receiver;
    private SendOperation? sender;

    internal SocketTransport(Socket socket)
    {
        this.socket = socket;
        socket.Blocking = false;
        if (socket.ProtocolType != ProtocolType.Tcp)
            return;

        try
        {
            socket.NoDelay = true;
        }
        catch (SocketException)
        {
            // The other side has already gone: the next receive reports it.
        }
    }

    internal override bool IsExternal => true;

    internal override EndPoint? LocalEndPoint => socket.LocalEndPoint;

    internal override EndPoint? RemoteEndPoint => socket.RemoteEndPoint;

    public override void Dispose()
    {
        int before;
        do
        {
            before = Volatile.Read(ref uses);
            if ((before & Closing) != 0)
                return;
        }
        while (Interlocked.CompareExchange(ref uses, before == 0 ? Closing : (before | Closing) + 1, before) != before);

        if (before == 0)
        {
            Close();
            return;
        }

        ShutDownBoth();     // counts as a use: if the socket were closed during the call, it would be reset, too
        EndUse();
    }

    internal override bool TryBeginReceive(ReceiveOperation operation, out Exception? error)
    {
        error = null;
        try
        {
            if (receiving is null)
            {
                receiver = operation;
                receiving = new(EndReceive);
                receiving.SetBuffer(operation.Buffer);
            }

            if (!TryUse())
                throw NetworkOperation.Closed(nameof(Connection));
            if (socket.ReceiveAsync(receiving))
                return true;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
            return false;
        }

        operation.Count = receiving.BytesTransferred;
        error = EndUse(receiving);
        return false;
    }

    internal override int Send(ReadOnlySpan<byte> bytes, out Exception? error)
    {
        error = null;
        if (!TryUse())
        {
            error = NetworkOperation.Closed(nameof(Connection));
            return 0;
        }

        var (count, code) = (0, SocketError.Success);
        try
        {
            count = socket.Send(bytes, SocketFlags.None, out code);
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
        }

        if (EndUse())
            error ??= NetworkOperation.Closed(nameof(Connection));
        if (code is not (SocketError.Success or SocketError.WouldBlock))
            error ??= SocketArgs.ErrorOf(code);
        return error is null && code == SocketError.Success ? count : 0;
    }

    internal override bool TryBeginSend(SendOperation operation, out Exception? error)
    {
        error = null;
        try
        {
            sender = operation;
            sending ??= new(EndSend);
            sending.SetBuffer(operation.Chunk);
            if (!TryUse())
                throw NetworkOperation.Closed(nameof(Connection));
            if (socket.SendAsync(sending))
                return true;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
            return false;
        }

        operation.Count = sending.BytesTransferred;
        error = EndUse(sending);
        return false;
    }

    internal override void Shutdown() => socket.Shutdown(SocketShutdown.Send);

    private void EndReceive(SocketArgs args)
    {
        receiver!.Count = args.BytesTransferred;
        receiver.End(EndUse(args));
    }

    private void EndSend(SocketArgs args)
    {
        sender!.Count = args.BytesTransferred;
        sender.End(EndUse(args));
    }

    private bool TryUse()
    {
        if ((Interlocked.Increment(ref uses) & Closing) == 0)
            return true;
        EndUse();
        return false;
    }

    /// <summary>Ends the use of the socket by an operation that has ended.</summary>
    /// <returns>The error of the operation. An operation that <see cref="Dispose"/> has ended fails.</returns>
    private Exception? EndUse(SocketArgs args) => EndUse() ? NetworkOperation.Closed(nameof(Connection)) : args.Error;

    private bool EndUse()
    {
        var left = Interlocked.Decrement(ref uses);
        if (left == Closing)
            Close();
        return (left & Closing) != 0;
    }

    private void Close()
    {
        socket.Dispose();
        receiving?.Dispose();
        sending?.Dispose();
    }

    /// <summary>Ends the connection after the bytes that were sent, and ends the pending operations.</summary>
    private void ShutDownBoth()
    {
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

        socket.Dispose();       // on Windows, nothing else ends the operations
    }
}
