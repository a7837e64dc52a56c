using System.Net;
using System.Net.Sockets;

namespace CoroFsm;

/// <summary>A socket that is connected.</summary>
internal sealed class SocketTransport : Transport
{
    private readonly Socket socket;
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
            // The other side has gone already: whoever receives will see.
        }
    }

    internal override bool IsExternal => true;

    internal override EndPoint? LocalEndPoint => socket.LocalEndPoint;

    internal override EndPoint? RemoteEndPoint => socket.RemoteEndPoint;

    public override void Dispose()
    {
        socket.Dispose();
        receiving?.Dispose();       // one that is under way goes when it has ended
        sending?.Dispose();
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

            if (socket.ReceiveAsync(receiving))
                return true;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
            return false;
        }

        operation.Count = receiving.BytesTransferred;
        error = receiving.Error;
        return false;
    }

    internal override int Send(ReadOnlySpan<byte> bytes, out Exception? error)
    {
        error = null;
        try
        {
            var count = socket.Send(bytes, SocketFlags.None, out var code);
            if (code is not (SocketError.Success or SocketError.WouldBlock))
                error = SocketArgs.ErrorOf(code);
            return error is null && code == SocketError.Success ? count : 0;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
            return 0;
        }
    }

    internal override bool TryBeginSend(SendOperation operation, out Exception? error)
    {
        error = null;
        try
        {
            sender = operation;
            sending ??= new(EndSend);
            sending.SetBuffer(operation.Chunk);
            if (socket.SendAsync(sending))
                return true;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
            return false;
        }

        operation.Count = sending.BytesTransferred;
        error = sending.Error;
        return false;
    }

    internal override void Shutdown() => socket.Shutdown(SocketShutdown.Send);

    private void EndReceive(SocketArgs args)
    {
        receiver!.Count = args.BytesTransferred;
        receiver.End(args.Error);
    }

    private void EndSend(SocketArgs args)
    {
        sender!.Count = args.BytesTransferred;
        sender.End(args.Error);
    }
}
