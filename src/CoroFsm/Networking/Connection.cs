using System.Net;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// Represents a network connection, such as a TCP connection, through which tasks send and receive bytes.
/// </summary>
/// <remarks>
/// <para>Several tasks may wait at the same time; they are served in the order of their calls. Dispose the connection, for example with
/// <c>using</c>. A task that is killed while it waits ends immediately: bytes that it would have received go to the next receiver, but a
/// part of the bytes that it sent may be in transit.</para>
/// <para>A connection belongs to the scheduler of the task that has accepted or connected it, and is used on that scheduler's thread. Only
/// <see cref="Dispose"/> may be called from any thread.</para>
/// </remarks>
public sealed partial class Connection : IDisposable
{
    private readonly Scheduler scheduler;
    private Transport transport;
    private ReceiveOperation receiving;
    private SendOperation sending;
    private int isDisposed;

    internal Connection(Transport transport, Scheduler scheduler)
    {
        this.transport = transport;
        this.scheduler = scheduler;
        receiving = new(transport) { Scheduler = scheduler };
        sending = new(transport) { Scheduler = scheduler };
    }

    /// <summary>Gets the address of this side; null if the network reports none.</summary>
    /// <exception cref="ObjectDisposedException">The socket has been closed.</exception>
    public EndPoint? LocalEndPoint => transport.LocalEndPoint;

    /// <summary>Gets the address of the other side; null if the network reports none.</summary>
    /// <exception cref="ObjectDisposedException">The socket has been closed.</exception>
    public EndPoint? RemoteEndPoint => transport.RemoteEndPoint;

    /// <summary>Gets the number of tasks that wait to receive or to send.</summary>
    public int WaiterCount => receiving.WaiterCount + sending.WaiterCount;

    /// <summary>
    /// Gets or sets how long <see cref="Dispose"/> waits, in the background, for the other side to receive what was sent and to end its
    /// output. Default: 5 seconds. Zero: the connection is closed at once, and what was sent may be lost.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than a day.</exception>
    public TimeSpan LingerTime
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    }

    = TimeSpan.FromSeconds(5);

    internal Transport Transport => transport;

    /// <summary>Waits for bytes and receives those that are available.</summary>
    /// <param name="task">The context of the task that waits.</param>
    /// <param name="buffer">The buffer for the bytes.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait for the number of bytes; await it immediately. 0 means that the other side has ended its output. The await throws
    /// <see cref="System.Net.Sockets.SocketException"/> if the connection breaks, <see cref="IOException"/> if the TLS session breaks, and
    /// <see cref="ObjectDisposedException"/> if the connection is closed, before the call or meanwhile.</returns>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler, or its <see cref="Reader"/> holds bytes
    /// that have not been read.</exception>
    public NetworkWait<int> Receive(
        TaskContext task, Memory<byte> buffer, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        RefuseEmpty(buffer);
        Check(task.Record.Scheduler);
        reader?.RefuseToSkip();
        return new(task, receiving.Receive(buffer), line, file);
    }

    /// <summary>Creates a trap that receives the bytes that are available, for <see cref="TaskContext.Select"/>.</summary>
    /// <param name="buffer">The buffer for the bytes. It holds them only if this trap has ended first.</param>
    /// <returns>The trap. Its result is the number of bytes; 0 means that the other side has ended its output.</returns>
    /// <exception cref="ArgumentException"><paramref name="buffer"/> is empty.</exception>
    /// <remarks>
    /// If another trap ends first, no bytes are lost: the next receiver gets them. The <c>await</c> of the selection throws the exceptions
    /// of <see cref="Receive(TaskContext, Memory{byte}, int, string)"/>.
    /// </remarks>
    public Trap<int> Receive(Memory<byte> buffer)
    {
        RefuseEmpty(buffer);
        return new NetworkOperation<int>.QueuedTrap(Find, transport.IsExternal) { Memory = buffer };

        ReceiveOperation Find(Scheduler of)
        {
            Check(of);
            reader?.RefuseToSkip();
            return receiving;
        }
    }

    /// <summary>Sends all bytes of a buffer.</summary>
    /// <param name="task">The context of the task that sends.</param>
    /// <param name="bytes">The bytes. Do not change them until the operation ends.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait until the network has taken the bytes; await it immediately. Its result is their number. The await throws
    /// <see cref="System.Net.Sockets.SocketException"/> if the connection breaks, <see cref="IOException"/> if the TLS session breaks, and
    /// <see cref="ObjectDisposedException"/> if the connection is closed, before the call or meanwhile.</returns>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler.</exception>
    public NetworkWait<int> Send(
        TaskContext task, ReadOnlyMemory<byte> bytes, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        Check(task.Record.Scheduler);
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

    /// <summary>
    /// Closes the connection. Waiting tasks receive an <see cref="ObjectDisposedException"/>. What was sent arrives at the other side, then
    /// the end of the output, whether or not a receive is under way or bytes of the other side are unread.
    /// </summary>
    /// <remarks>
    /// This call does not wait. The socket itself is closed later: as soon as the other side has ended its output, too, at the latest after
    /// <see cref="LingerTime"/>. What still arrives until then is discarded, so that it does not reset the connection. The process must
    /// live that long; after the time, the other side may see a reset. A connection that uses TLS sends <c>close_notify</c> first.
    /// </remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        if (scheduler.IsInside)
            CloseOperations(NetworkOperation.Closed(nameof(Connection)));
        else
            scheduler.HandleOrPost(() => CloseOperations(NetworkOperation.Closed(nameof(Connection))));
        transport.Close(LingerTime);
    }

    private static void RefuseEmpty(Memory<byte> buffer)
    {
        if (buffer.IsEmpty)
            throw new ArgumentException("The buffer is empty. Use a buffer with room for at least one byte.", nameof(buffer));
    }

    private void CloseOperations(Exception fault)
    {
        receiving.Close(fault);
        sending.Close(fault);
    }

    private void Check(Scheduler other)
    {
        if (!ReferenceEquals(other, scheduler))
            throw NetworkOperation.OfAnotherScheduler(nameof(Connection));
    }
}
