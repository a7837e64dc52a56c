using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Echo;

/// <summary>The same as ordinary async methods, on the thread pool.</summary>
internal sealed class AsyncServer : IEchoServer
{
    private readonly Socket listener;
    private readonly ConcurrentDictionary<Socket, bool> clients = new();
    private readonly int capacity;
    private volatile int accepted;
    private int open;

    internal AsyncServer(IPEndPoint endPoint, int capacity)
    {
        this.capacity = capacity;
        listener = EchoServers.Listen(endPoint);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        Completion = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public int Accepted => accepted;

    public Task Completion { get; }

    public void Dispose()
    {
        listener.Dispose();
        foreach (var client in clients.Keys)
            client.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (
                error is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }

            accepted++;
            if (Interlocked.Increment(ref open) > capacity)
            {
                client.Dispose();
                throw FaultException.Full(capacity);
            }

            client.NoDelay = true;
            clients[client] = true;     // before it is served: Dispose closes what is in here
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await Task.Yield();     // the next client is accepted first
        var buffer = new byte[EchoServers.BufferSize];
        try
        {
            int count;
            while ((count = await client.ReceiveAsync(buffer).ConfigureAwait(false)) > 0)
            {
                for (var sent = 0; sent < count;)
                    sent += await client.SendAsync(buffer.AsMemory(sent, count - sent)).ConfigureAwait(false);
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
