using System.Net;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// Listens at an address of a network; tasks accept its connections. Created by <see cref="Network.Listen"/>.
/// </summary>
/// <remarks>
/// <para>Several tasks may wait; those of a scheduler are served in order. Tasks of several schedulers may accept from one listener, so
/// that a server uses all cores: the schedulers take turns, and a connection belongs to the scheduler whose task has accepted it.</para>
/// <para>Any thread may dispose it. A listener at a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/> with a path then deletes its
/// file.</para>
/// </remarks>
public sealed class Listener : IDisposable
{
    private readonly ListenerTransport transport;
    private readonly UnclaimedConnections unclaimed;
    private int isDisposed;

    internal Listener(ListenerTransport transport)
    {
        this.transport = transport;
        unclaimed = new(transport);
    }

    /// <summary>Gets the address, with the assigned port if none was requested.</summary>
    public EndPoint LocalEndPoint => transport.LocalEndPoint;

    /// <summary>Gets the number of tasks that wait for a connection.</summary>
    public int WaiterCount => unclaimed.WaiterCount;

    /// <summary>Waits for a connection.</summary>
    /// <param name="task">The context of the task that waits.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. The caller owns the connection. The await throws
    /// <see cref="System.Net.Sockets.SocketException"/> if a connection could not be accepted, which does not affect the next one, and
    /// <see cref="ObjectDisposedException"/> if the listener is closed, before the call or meanwhile.</returns>
    public NetworkWait<Connection> Accept(TaskContext task, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(task, unclaimed.OperationOf(task.Record.Scheduler).Accept(), line, file);

    /// <summary>Creates a trap that ends with a connection, for <see cref="TaskContext.Select"/>.</summary>
    /// <returns>The trap. Its result is the connection, which the caller owns.</returns>
    /// <remarks>A connection that arrives after another trap has ended first goes to the next task.</remarks>
    public Trap<Connection> Accept() => new NetworkOperation<Connection>.QueuedTrap(unclaimed.OperationOf, transport.IsExternal);

    /// <summary>
    /// Stops listening. Waiting tasks receive an <see cref="ObjectDisposedException"/>. Accepted connections remain open.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        transport.Dispose();
        unclaimed.Close();
    }
}
