using System.Net;
using System.Net.Sockets;
using CoroFsm;

namespace Echo;

/// <summary>The server of the course: a task for each connection, all on one thread.</summary>
internal sealed class TasksServer : IEchoServer
{
    private readonly Listener listener;
    private readonly SchedulerThread thread;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int capacity;
    private volatile int accepted;
    private int open;

    internal TasksServer(IPEndPoint endPoint, int capacity)
    {
        this.capacity = capacity;
        listener = Network.Sockets.Listen(endPoint, EchoServers.Backlog);
        var scheduler = new Scheduler();
        scheduler.Spawn(Accept);
        thread = scheduler.Start("echo");
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint!;

    public int Accepted => accepted;

    public Task Completion => completion.Task;

    public void Dispose()
    {
        thread.Dispose();
        listener.Dispose();
    }

    private async Coroutine Accept(TaskContext task)
    {
        try
        {
            while (true)
            {
                var connection = await listener.Accept(task);
                accepted++;
                if (++open > capacity)
                {
                    connection.Dispose();
                    completion.TrySetException(FaultException.Full(capacity));
                    return;
                }

                await task.Spawn(self => Serve(self, connection));
            }
        }
        catch (SocketException error)
        {
            completion.TrySetException(error);
        }
        finally
        {
            completion.TrySetResult();
        }
    }

    private async Coroutine Serve(TaskContext task, Connection connection)
    {
        using (connection)
        {
            var buffer = new byte[EchoServers.BufferSize];
            try
            {
                int count;
                while ((count = await connection.Receive(task, buffer)) > 0)
                    await connection.Send(task, buffer.AsMemory(0, count));
            }
            catch (SocketException)
            {
                // The client broke off; the others go on.
            }
            finally
            {
                open--;
            }
        }
    }
}
