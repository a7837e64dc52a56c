using System.Net;
using CoroFsm.CompilerServices;

namespace CoroFsm.TestSupport;

/// <summary>Connections over loopback.</summary>
internal static class Loopback
{
    internal static Listener Listen() => Network.Sockets.Listen(new IPEndPoint(IPAddress.Loopback, 0));

    internal static NetworkWait<CoroFsm.Networking.Connection> Connect(TaskContext task, Listener listener) =>
        Network.Sockets.Connect(task, listener.LocalEndPoint);

    /// <summary>Creates both sides of a connection.</summary>
    internal static async Coroutine<(CoroFsm.Networking.Connection Client, CoroFsm.Networking.Connection Server)> Pair(TaskContext task)
    {
        using var listener = Listen();
        var client = await Connect(task, listener);
        return (client, await listener.Accept(task));
    }

    /// <summary>Runs a task and rethrows its exception.</summary>
    internal static void Run(Func<TaskContext, Coroutine> main)
    {
        using var scheduler = new Scheduler();
        var id = scheduler.Spawn(main, "main");
        var error = Record.Exception(scheduler.Run);
        id.GetOutcome()?.ThrowIfNotCompleted();
        Assert.Null(error);
    }

    /// <summary>Receives until a buffer is full.</summary>
    internal static async Coroutine Fill(this CoroFsm.Networking.Connection connection, TaskContext task, Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = await connection.Receive(task, buffer);
            Assert.NotEqual(0, count);
            buffer = buffer[count..];
        }
    }

    /// <summary>Echoes received bytes until the end.</summary>
    internal static async Coroutine Echo(TaskContext task, CoroFsm.Networking.Connection connection)
    {
        using (connection)
        {
            var buffer = new byte[256];
            int count;
            while ((count = await connection.Receive(task, buffer)) > 0)
                await connection.Send(task, buffer.AsMemory(0, count));
        }
    }
}
