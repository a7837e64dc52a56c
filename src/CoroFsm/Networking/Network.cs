using System.Net;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// Where tasks listen and connect: the sockets of this machine, or a simulation of them.
/// </summary>
/// <remarks>Write tasks for a <see cref="Network"/> that they are given, and a test can run them on a simulated one.</remarks>
public abstract class Network
{
    private protected Network()
    {
    }

    /// <summary>Gets the sockets of this machine. Any thread may use it.</summary>
    /// <remarks>TCP connections send without delay (<c>TCP_NODELAY</c>).</remarks>
    public static Network Sockets { get; } = new SocketNetwork();

    /// <summary>Listens at an address.</summary>
    /// <param name="endPoint">The address: <see cref="IPEndPoint"/> (port 0: any that is free) or <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.</param>
    /// <param name="backlog">How many connections may wait to be accepted; the system may have a lower limit.</param>
    /// <returns>The listener; the caller owns it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="backlog"/> is less than 1.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be used.</exception>
    public Listener Listen(EndPoint endPoint, int backlog = 512)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(backlog, 1);
        return new(OpenListener(endPoint, backlog));
    }

    /// <summary>Connects to an address.</summary>
    /// <param name="task">The context of the task that connects.</param>
    /// <param name="endPoint">The address; also a <see cref="DnsEndPoint"/>, which is looked up.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait for the connection, to be awaited at once; the caller owns the connection. It throws <see cref="System.Net.Sockets.SocketException"/> if nobody answers; a limit is set by
    /// <see cref="TaskContext.Within"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    public NetworkWait<Connection> Connect(TaskContext task, EndPoint endPoint, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new(task, MakeConnect(endPoint), line, file);
    }

    private protected abstract ListenerTransport OpenListener(EndPoint endPoint, int backlog);

    private protected abstract ConnectTrap MakeConnect(EndPoint endPoint);
}
