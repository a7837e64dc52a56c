using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>Represents a connected socket; <c>SocketTransport.Closing.cs</c> says how it is closed.</summary>
internal sealed partial class SocketTransport : Transport
{
    private readonly Socket socket;
    private TransportGate gate;
    private SocketArgs? receiving;
    private SocketArgs? sending;
    private ITransfer? receiver;
    private ITransfer? sender;

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

    internal override bool TryBeginReceive(ITransfer transfer, out Exception? error)
    {
        if (!gate.TryEnter(TransportGate.Receiving))
        {
            error = NetworkOperation.Closed(nameof(Connection));
            return false;
        }

        var args = receiving ??= new(EndReceive);
        error = null;
        try
        {
            if (!ReferenceEquals(receiver, transfer))
            {
                args.SetBuffer(transfer.Memory);
                receiver = transfer;
            }

            if (socket.ReceiveAsync(args))
                return true;
            transfer.Count = args.BytesTransferred;
            error = args.Error;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
        }

        if (gate.Leave(TransportGate.Receiving))
            return false;
        Drain();
        error = NetworkOperation.Closed(nameof(Connection));
        return false;
    }

    internal override int Send(ReadOnlySpan<byte> bytes, out Exception? error)
    {
        if (!gate.TryEnter(TransportGate.Sending))
        {
            error = NetworkOperation.Closed(nameof(Connection));
            return 0;
        }

        error = null;
        var (count, code) = (0, SocketError.Success);
        try
        {
            count = socket.Send(bytes, SocketFlags.None, out code);
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
        }

        if (!gate.Leave(TransportGate.Sending))
        {
            EndOutput();
            error ??= NetworkOperation.Closed(nameof(Connection));
        }

        if (code is not (SocketError.Success or SocketError.WouldBlock))
            error ??= SocketArgs.ErrorOf(code);
        return error is null && code == SocketError.Success ? count : 0;
    }

    internal override bool TryBeginSend(ITransfer transfer, out Exception? error)
    {
        if (!gate.TryEnter(TransportGate.Sending))
        {
            error = NetworkOperation.Closed(nameof(Connection));
            return false;
        }

        var args = sending ??= new(EndSend);
        error = null;
        try
        {
            sender = transfer;
            args.SetBuffer(transfer.Memory);
            if (socket.SendAsync(args))
                return true;
            transfer.Count = args.BytesTransferred;
            error = args.Error;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
        }

        if (gate.Leave(TransportGate.Sending))
            return false;
        EndOutput();
        error = NetworkOperation.Closed(nameof(Connection));
        return false;
    }

    internal override void Shutdown() => socket.Shutdown(SocketShutdown.Send);

    private void EndReceive(SocketArgs args)
    {
        if (isDraining)
        {
            ContinueDraining();
            return;
        }

        var error = args.Error;
        receiver!.Count = args.BytesTransferred;
        if (gate.Leave(TransportGate.Receiving))
            receiver.End(error);
        else if (!IsAtEnd(args))
            Drain();
    }

    private void EndSend(SocketArgs args)
    {
        var error = args.Error;
        sender!.Count = args.BytesTransferred;
        if (gate.Leave(TransportGate.Sending))
            sender.End(error);
        else
            EndOutput();
    }
}
