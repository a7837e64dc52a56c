using System.Net;
using CoroFsm.Networking;
using CoroFsm.Scheduling;

namespace Echo;

/// <summary>The server of the course on sockets: its tasks on one thread, or on several that share the listener.</summary>
internal sealed class TasksServer : IEchoServer
{
    private readonly Listener listener;
    private readonly List<SchedulerThread> threads = [];
    private readonly EchoTasks tasks;

    internal TasksServer(IPEndPoint endPoint, int capacity, ServerOptions options)
    {
        listener = Network.Sockets.Listen(endPoint, EchoServers.Backlog);
        tasks = new(listener, capacity, options);
        for (var i = 0; i < options.Threads; i++)
        {
            var scheduler = new Scheduler();
            scheduler.Spawn(tasks.Accept);
            threads.Add(scheduler.Start($"echo {i}"));
        }
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint;

    public int Accepted => tasks.Accepted;

    public Task Completion => tasks.Completion;

    public void Dispose()
    {
        foreach (var thread in threads)
            thread.Dispose();
        listener.Dispose();
    }
}
