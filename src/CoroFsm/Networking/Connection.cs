using System.Net;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// A connection of a network that tasks send and receive bytes with: a TCP socket, say.
/// </summary>
/// <remarks>
/// <para>Several tasks may wait; they are served in the order in which they came. Own it with <c>using</c>. A task that is killed while it waits leaves at once: what it was to receive is for the
/// next that receives, but of what it sent a part may be under way.</para>
/// <para>It belongs to the scheduler of the task that has accepted or connected it. Any thread may dispose of it.</para>
/// </remarks>
public sealed partial class Connection : IDisposable
{
    private readonly Transport transport;
    private readonly ReceiveOperation receiving;
    private readonly SendOperation sending;
    private readonly Scheduler scheduler;
    private int isDisposed;

    internal Connection(Transport transport, Scheduler scheduler)
    {
        this.transport = transport;
        this.scheduler = scheduler;
        receiving = new(transport) { Scheduler = scheduler };
        sending = new(transport) { Scheduler = scheduler };
    }

    /// <summary>Gets this side's address.</summary>
    public EndPoint? LocalEndPoint => transport.LocalEndPoint;

    /// <summary>Gets the other side's address.</summary>
    public EndPoint? RemoteEndPoint => transport.RemoteEndPoint;

    /// <summary>Gets how many tasks wait for this connection.</summary>
    public int WaiterCount => receiving.WaiterCount + sending.WaiterCount;

    internal Transport Transport => transport;

    /// <summary>Waits for bytes, and takes what is there.</summary>
    /// <param name="task">The context of the task that waits.</param>
    /// <param name="buffer">Where the bytes go to.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait for how many bytes there were, to be awaited at once; 0: the other side sends no more. It throws <see cref="System.Net.Sockets.SocketException"/> if the connection breaks, and
    /// <see cref="ObjectDisposedException"/> if it is closed meanwhile.</returns>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler.</exception>
    public NetworkWait<int> Receive(TaskContext task, Memory<byte> buffer, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        if (buffer.IsEmpty)
            throw new ArgumentException("An empty buffer takes no bytes.", nameof(buffer));
        Check(task);
        return new(task, receiving.Receive(buffer), line, file);
    }

    /// <summary>Sends bytes, all of them.</summary>
    /// <param name="task">The context of the task that sends.</param>
    /// <param name="bytes">The bytes; they are not to change until this ends.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The wait until the network has taken them, to be awaited at once; its result is their number. It throws <see cref="System.Net.Sockets.SocketException"/> if the connection breaks, and
    /// <see cref="ObjectDisposedException"/> if it is closed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler.</exception>
    public NetworkWait<int> Send(TaskContext task, ReadOnlyMemory<byte> bytes, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        Check(task);
        return new(task, sending.Send(bytes), line, file);
    }

    /// <summary>Tells the other side that nothing more is sent; receiving goes on.</summary>
    /// <exception cref="InvalidOperationException">A task still sends.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public void Shutdown()
    {
        ObjectDisposedException.ThrowIf(isDisposed != 0, this);
        if (sending.WaiterCount > 0)
            throw new InvalidOperationException("A task still sends over this connection. Wait for the end of all sends first.");
        transport.Shutdown();
    }

    /// <summary>Closes the connection. Tasks that wait for it get an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        if (scheduler.IsInside)
            Close();
        else
            scheduler.HandleOrPost((Action)Close);
        transport.Dispose();
    }

    private void Close()
    {
        receiving.Close(NetworkOperation.Closed(nameof(Connection)));
        sending.Close(NetworkOperation.Closed(nameof(Connection)));
    }

    private void Check(TaskContext task)
    {
        if (!ReferenceEquals(task.Record.Scheduler, scheduler))
            throw NetworkOperation.OfAnotherScheduler(nameof(Connection));
    }
}
