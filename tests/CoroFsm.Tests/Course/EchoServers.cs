using System.Text;
using CoroFsm.Tests.Scheduling;

namespace CoroFsm.Tests.Course;

/// <summary>The servers of the course and their output. Accept, Receive and Send are calls of coroutines, as in its last part.</summary>
public sealed class EchoServers
{
    private readonly List<string> log = [];
    private readonly Scheduler scheduler;

    public EchoServers() => scheduler = new(new() { Observer = new Terminations(log) });

    [Fact]
    public void EchoServer_OneClientAfterTheOther_ServesBoth()
    {
        using var listener = Loopback.Listen();
        var server = scheduler.Spawn(task => Server(task, listener));
        scheduler.Spawn(async task =>
        {
            foreach (var text in (string[])["hello", "again"])
            {
                log.Add(await Ask(task, listener, text));
                while (!log[^1].EndsWith("terminated", StringComparison.Ordinal))
                    await task.Yield();
            }

            await task.Kill(server);
        });
        scheduler.Run();

        Assert.Equal(
            [
                "Server starting",
                "Client connected", "echo of hello", "Client closed", "Task 3 terminated",
                "Client connected", "echo of again", "Client closed", "Task 4 terminated",
                "Server closed", "Task 1 terminated", "Task 2 terminated",
            ],
            log);
    }

    [Fact]
    public void EchoServer_OneClientIsSilent_ServesTheOthers()
    {
        using var listener = Loopback.Listen();
        var server = scheduler.Spawn(task => Server(task, listener));
        var turns = 0;
        var alive = scheduler.Spawn(async task =>
        {
            for (; ; turns++)
                await task.Yield();
        });
        scheduler.Spawn(async task =>
        {
            using (await Loopback.Connect(task, listener))
            {
                while (!log.Contains("Client connected"))
                    await task.Yield();
                var before = turns;
                await task.Yield();
                await task.Yield();
                Assert.True(turns > before);
            }

            while (!log.Contains("Client closed"))
                await task.Yield();
            await task.Kill(alive);
            await task.Kill(server);
        });
        scheduler.Run();

        Assert.Equal(
            [
                "Server starting", "Client connected", "Client closed", "Task 4 terminated", "Task 2 terminated", "Server closed",
                "Task 1 terminated", "Task 3 terminated",
            ],
            log);
    }

    [Fact]
    public void EchoServer_ClientDisconnects_ServesTheOthers()
    {
        var faults = new Faults();
        var tolerant = new Scheduler(new() { Observer = faults, OnUnobservedFault = UnobservedFaultBehavior.Continue });
        using var listener = Loopback.Listen();
        var server = tolerant.Spawn(task => Server(task, listener));
        tolerant.Spawn(async task =>
        {
            using (var rude = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp))
            {
                rude.Connect(listener.LocalEndPoint);
                rude.Close(0);
            }

            log.Add(await Ask(task, listener, "still there"));
            await task.Kill(server);
        });
        tolerant.Run();

        Assert.All(faults.All, error => Assert.IsType<System.Net.Sockets.SocketException>(error));
        Assert.Contains("echo of still there", log);
        Assert.Contains("Server closed", log);
    }

    private async Coroutine Server(TaskContext task, Listener listener)
    {
        log.Add("Server starting");
        try
        {
            while (true)
            {
                var client = await listener.Accept(task);
                await task.Spawn(self => Handle(self, client));
            }
        }
        finally
        {
            log.Add("Server closed");
        }
    }

    private async Coroutine Handle(TaskContext task, CoroFsm.Networking.Connection client)
    {
        log.Add("Client connected");
        await Loopback.Echo(task, client);
        log.Add("Client closed");
    }

    private static async Coroutine<string> Ask(TaskContext task, Listener listener, string text)
    {
        using var connection = await Loopback.Connect(task, listener);
        var bytes = Encoding.UTF8.GetBytes(text);
        await connection.Send(task, bytes);
        var answer = new byte[bytes.Length];
        await connection.Fill(task, answer);
        return $"echo of {Encoding.UTF8.GetString(answer)}";
    }

    private sealed class Faults : ISchedulerObserver
    {
        internal List<Exception> All { get; } = [];

        public void OnUnobservedFault(TaskId task, Exception fault) => All.Add(fault);
    }
}
