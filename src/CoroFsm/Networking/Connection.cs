using System.Net;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// Represents a connection of a network, such as a TCP socket, through which tasks send and receive bytes.
/// </summary>
/// <remarks>
/// <para>Several tasks may wait; they are served in order. Dispose the connection, for example with <c>using</c>. A task that is killed
/// while it waits ends immediately: bytes that it would have received go to the next receiver, but a part of the bytes that it sent may be
/// in transit.</para>
/// <para>A connection belongs to the scheduler of the task that has accepted or connected it. Any thread may dispose it.</para>
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

    /// <summary>Gets the address of this side.</summary>
    public EndPoint? LocalEndPoint => transport.LocalEndPoint;

    /// <summary>Gets the address of the other side.</summary>
    public EndPoint? RemoteEndPoint => transport.RemoteEndPoint;

    /// <summary>Gets the number of tasks that wait for this connection.</summary>
    public int WaiterCount => receiving.WaiterCount + sending.WaiterCount;

    internal Transport Transport => transport;

    /// <summary>Waits for bytes and receives those that are available.</summary>
    /// <param name="task">The context of the task that waits.</param>
    /// <param name="buffer">The buffer for the bytes.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the number of bytes; await it immediately. 0 means that the other side has ended its output. The await throws
    /// <see cref="System.Net.Sockets.SocketException"/> if the connection breaks, and <see cref="ObjectDisposedException"/> if it is closed
    /// meanwhile.</returns>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler.</exception>
    public NetworkWait<int> Receive(
        TaskContext task, Memory<byte> buffer, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        if (buffer.IsEmpty)
            throw new ArgumentException("The buffer is empty. Use a buffer with room for at least one byte.", nameof(buffer));
        Check(task);
        return new(task, receiving.Receive(buffer), line, file);
    }

    /// <summary>Sends all bytes of a buffer.</summary>
    /// <param name="task">The context of the task that sends.</param>
    /// <param name="bytes">The bytes. Do not change them until the operation ends.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait until the network has taken the bytes; await it immediately. Its result is their number. The await throws
    /// <see cref="System.Net.Sockets.SocketException"/> if the connection breaks, and <see cref="ObjectDisposedException"/> if it is closed
    /// meanwhile.</returns>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler.</exception>
    public NetworkWait<int> Send(
        TaskContext task, ReadOnlyMemory<byte> bytes, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        Check(task);
        return new(task, sending.Send(bytes), line, file);
    }

    /// <summary>Ends the output: the other side learns that no more bytes will be sent. Receiving remains possible.</summary>
    /// <exception cref="InvalidOperationException">A task is still sending.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection is broken.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    public void Shutdown()
    {
        ObjectDisposedException.ThrowIf(isDisposed != 0, this);
        if (sending.WaiterCount > 0)
        {
            throw new InvalidOperationException(
                "A task is still sending through this connection. Call Shutdown after all sends have ended.");
        }

        transport.Shutdown();
    }

    /// <summary>Closes the connection. Waiting tasks receive an <see cref="ObjectDisposedException"/>.</summary>
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
