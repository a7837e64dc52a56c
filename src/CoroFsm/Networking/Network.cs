using System.Net;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// Represents a network on which tasks listen and connect: the sockets of this computer, or a simulation.
/// </summary>
/// <remarks>Pass a <see cref="Network"/> to your tasks, so that a test can run them on a simulated one.</remarks>
public abstract class Network
{
    private protected Network()
    {
    }

    /// <summary>Gets the network of this computer's sockets. Thread-safe.</summary>
    /// <remarks>TCP connections send without delay (<c>TCP_NODELAY</c>).</remarks>
    public static Network Sockets { get; } = new SocketNetwork();

    /// <summary>Listens at an address.</summary>
    /// <param name="endPoint">The address: <see cref="IPEndPoint"/> (port 0 for any free port) or
    /// <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.</param>
    /// <param name="backlog">The maximum number of connections that wait to be accepted; the system may have a lower limit.</param>
    /// <returns>The listener; the caller owns it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="backlog"/> is less than 1.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be used.</exception>
    /// <remarks>
    /// A Unix domain socket with a path creates a file with the permissions that the umask of the process leaves; who may write to it may
    /// connect. Disposing the listener deletes it. A file that a crash has left must be deleted first.
    /// </remarks>
    public Listener Listen(EndPoint endPoint, int backlog = 512)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(backlog, 1);
        return new(OpenListener(endPoint, backlog));
    }

    /// <summary>Connects to an address.</summary>
    /// <param name="task">The context of the task that connects.</param>
    /// <param name="endPoint">The address; may be a <see cref="DnsEndPoint"/>, which is resolved.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the connection; await it immediately. The caller owns the connection. The await throws
    /// <see cref="System.Net.Sockets.SocketException"/> if the connection cannot be established. Set a timeout with
    /// <see cref="TaskContext.Within"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    public NetworkWait<Connection> Connect(
        TaskContext task, EndPoint endPoint, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new(task, MakeConnect(endPoint), line, file);
    }

    /// <summary>Creates a trap that connects to an address, for <see cref="TaskContext.Select"/>.</summary>
    /// <param name="endPoint">The address; may be a <see cref="DnsEndPoint"/>, which is resolved.</param>
    /// <returns>The trap. Its result is the connection, which the caller owns. If another trap ends first, the connection is
    /// closed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    public Trap<Connection> Connect(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return MakeConnect(endPoint);
    }

    private protected abstract ListenerTransport OpenListener(EndPoint endPoint, int backlog);

    private protected abstract ConnectTrap MakeConnect(EndPoint endPoint);
}
