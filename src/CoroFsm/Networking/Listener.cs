using System.Net;
using System.Runtime.CompilerServices;
using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <summary>
/// Listens at an address of a network; tasks accept its connections. Created by <see cref="Network.Listen"/>.
/// </summary>
/// <remarks>
/// Several tasks may wait; they are served in order. A listener belongs to the scheduler of the first task that accepts. Any thread may
/// dispose it.
/// </remarks>
public sealed class Listener : IDisposable
{
    private readonly ListenerTransport transport;
    private readonly AcceptOperation accepting;
    private int isDisposed;

    internal Listener(ListenerTransport transport)
    {
        this.transport = transport;
        accepting = new(transport);
    }

    /// <summary>Gets the address, with the assigned port if none was requested.</summary>
    public EndPoint LocalEndPoint => transport.LocalEndPoint;

    /// <summary>Gets the number of tasks that wait for a connection.</summary>
    public int WaiterCount => accepting.WaiterCount;

    /// <summary>Waits for a connection.</summary>
    /// <param name="task">The context of the task that waits.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The wait; await it immediately. The caller owns the connection. The await throws
    /// <see cref="System.Net.Sockets.SocketException"/> if a connection could not be accepted, which does not affect the next one, and
    /// <see cref="ObjectDisposedException"/> if the listener is closed meanwhile.</returns>
    /// <exception cref="InvalidOperationException">The listener belongs to another scheduler.</exception>
    public NetworkWait<Connection> Accept(TaskContext task, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        var scheduler = task.Record.Scheduler;
        if (!ReferenceEquals(accepting.Scheduler ??= scheduler, scheduler))
            throw NetworkOperation.OfAnotherScheduler(nameof(Listener));
        return new(task, accepting.Accept(), line, file);
    }

    /// <summary>
    /// Stops listening. Waiting tasks receive an <see cref="ObjectDisposedException"/>. Accepted connections remain open.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
            return;
        transport.Dispose();
        if (accepting.Scheduler is not { IsInside: false } scheduler)
            Close();
        else
            scheduler.HandleOrPost(new Closing(this));
    }

    private void Close()
    {
        accepting.Close(NetworkOperation.Closed(nameof(Listener)));
        accepting.DisposeOfAccepted();
    }

    /// <summary>Closes the listener for another thread, or directly if the scheduler has been disposed.</summary>
    private sealed class Closing(Listener listener) : IInterrupt
    {
        public void Finish() => listener.Close();

        public void Refuse() => listener.Close();
    }
}
