using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>Represents a listening socket.</summary>
internal sealed class SocketListenerTransport(Socket socket) : ListenerTransport
{
    internal override bool IsExternal => true;

    internal override EndPoint LocalEndPoint { get; } = socket.LocalEndPoint!;     // not null: the socket is bound

    public override void Dispose() => socket.Dispose();

    internal override Acceptor NewAcceptor() => new SocketAcceptor(socket);

    private sealed class SocketAcceptor(Socket socket) : Acceptor
    {
        private SocketArgs? args;
        private AcceptOperation? accepter;

        public override void Dispose() => args?.Dispose();

        internal override bool TryBeginAccept(AcceptOperation operation, out Exception? error)
        {
            error = null;
            try
            {
                accepter = operation;
                args ??= new(ended => accepter.End(Take(ended, accepter)));
                args.AcceptSocket = null;
                if (socket.AcceptAsync(args))
                    return true;
            }
            catch (ObjectDisposedException disposed)
            {
                error = disposed;
                return false;
            }

            error = Take(args, operation);
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
}
