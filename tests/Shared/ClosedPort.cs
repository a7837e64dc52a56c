using System.Net;
using System.Net.Sockets;

namespace CoroFsm.TestSupport;

/// <summary>Represents a TCP port that is bound and does not listen: it refuses connections, and no other socket gets it.</summary>
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
