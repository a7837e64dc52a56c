using System.Net;
using System.Net.Sockets;

namespace Echo.Tests;

/// <summary>A port that refuses connections, and that no other socket is given: it is bound, and nobody listens.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal ClosedPort()
    {
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    internal int Number { get; }

    public void Dispose() => socket.Dispose();
}
