using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>Represents a listening socket.</summary>
internal sealed class SocketListenerTransport(Socket socket) : ListenerTransport
{
    private SocketArgs? accepting;
    private AcceptOperation? accepter;

    internal override bool IsExternal => true;

    internal override EndPoint LocalEndPoint { get; } = socket.LocalEndPoint!;     // not null: the socket is bound

    public override void Dispose()
    {
        socket.Dispose();
        accepting?.Dispose();
    }

    internal override bool TryBeginAccept(AcceptOperation operation, out Exception? error)
    {
        error = null;
        try
        {
            accepter = operation;
            accepting ??= new(args => accepter.End(Take(args, accepter)));
            accepting.AcceptSocket = null;
            if (socket.AcceptAsync(accepting))
                return true;
        }
        catch (ObjectDisposedException disposed)
        {
            error = disposed;
            return false;
        }

        error = Take(accepting, operation);
        return false;
    }

    private static Exception? Take(SocketArgs args, AcceptOperation operation)
    {
        if (args.Error is { } error)
            return error;
        operation.Accepted = new SocketTransport(args.AcceptSocket!);
        return null;
    }
}
