using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Networking;

/// <summary>Represents the network of this computer's sockets.</summary>
internal sealed class SocketNetwork : Network
{
    internal static Socket Open(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint => new(SocketType.Stream, ProtocolType.Tcp),
        UnixDomainSocketEndPoint => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
        _ => new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
    };

    private protected override ListenerTransport OpenListener(EndPoint endPoint, int backlog)
    {
        var socket = Open(endPoint);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(backlog);
            return new SocketListenerTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private protected override ConnectTrap MakeConnect(EndPoint endPoint) => new SocketConnectTrap(endPoint);
}
