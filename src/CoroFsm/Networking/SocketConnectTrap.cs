using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>Connects a socket.</summary>
internal sealed class SocketConnectTrap(EndPoint endPoint) : ConnectTrap
{
    private Socket? socket;

    protected override bool IsExternal => true;

    protected override void Begin()
    {
        socket = SocketNetwork.Open(endPoint);
        var args = new SocketArgs(End) { RemoteEndPoint = endPoint };
        if (!socket.ConnectAsync(args))
            End(args);
    }

    protected override void Cancel() => socket?.Dispose();

    /// <summary>
    /// Ends the trap, on any thread. The connection is created there, too: if the task has ended, its socket is already closed.
    /// </summary>
    private void End(SocketArgs args)
    {
        var error = args.Error;
        args.Dispose();
        if (error is not null)
        {
            socket!.Dispose();
            TryEnd(error);
            return;
        }

        try
        {
            TryEnd(new Connection(new SocketTransport(socket!), Scheduler));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            socket!.Dispose();
            TryEnd(broken);
        }
    }
}
