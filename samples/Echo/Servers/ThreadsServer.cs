using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Echo;

/// <summary>The same as blocking code, on a thread for each connection.</summary>
internal sealed class ThreadsServer : IEchoServer
{
    private const int StackSize = 256 << 10;

    private readonly Socket listener;
    private readonly ConcurrentDictionary<Socket, Thread> clients = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread acceptor;
    private readonly int capacity;
    private volatile int accepted;
    private int open;

    internal ThreadsServer(IPEndPoint endPoint, int capacity)
    {
        this.capacity = capacity;
        listener = EchoServers.Listen(endPoint);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        acceptor = new(Accept) { IsBackground = true };
        acceptor.Start();
    }

    public IPEndPoint EndPoint { get; }

    public int Accepted => accepted;

    public Task Completion => completion.Task;

    public void Dispose()
    {
        listener.Dispose();
        acceptor.Join();
        foreach (var (client, thread) in clients)
        {
            client.Dispose();
            thread.Join();
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = listener.Accept();
                accepted++;
                if (Interlocked.Increment(ref open) > capacity)
                {
                    client.Dispose();
                    throw FaultException.Full(capacity);
                }

                client.NoDelay = true;
                var thread = new Thread(() => Serve(client), StackSize) { IsBackground = true };
                clients[client] = thread;
                thread.Start();
            }
        }
        catch (Exception error) when (
            error is ObjectDisposedException
                or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted })
        {
            completion.TrySetResult();
        }
        catch (Exception error) when (error is SocketException or OutOfMemoryException or FaultException)
        {
            completion.TrySetException(error);
        }
    }

    private void Serve(Socket client)
    {
        var buffer = new byte[EchoServers.BufferSize];
        try
        {
            int count;
            while ((count = client.Receive(buffer)) > 0)
            {
                for (var sent = 0; sent < count;)
                    sent += client.Send(buffer.AsSpan(sent, count - sent));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The client broke off, or the server ends.
        }
        finally
        {
            clients.TryRemove(client, out _);
            client.Dispose();
            Interlocked.Decrement(ref open);
        }
    }
}
