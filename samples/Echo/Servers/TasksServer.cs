using System.Net;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace Echo;

/// <summary>The server of the course on sockets: all of its tasks on one thread.</summary>
internal sealed class TasksServer : IEchoServer
{
    private readonly Listener listener;
    private readonly SchedulerThread thread;
    private readonly EchoTasks tasks;

    internal TasksServer(IPEndPoint endPoint, int capacity)
    {
        listener = Network.Sockets.Listen(endPoint, EchoServers.Backlog);
        tasks = new(listener, capacity);
        var scheduler = new Scheduler();
        scheduler.Spawn(tasks.Accept);
        thread = scheduler.Start("echo");
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint;

    public int Accepted => tasks.Accepted;

    public Task Completion => tasks.Completion;

    public void Dispose()
    {
        thread.Dispose();
        listener.Dispose();
    }
}
