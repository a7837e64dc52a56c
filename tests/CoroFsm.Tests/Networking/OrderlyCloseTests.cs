using System.Net.Sockets;
using System.Text;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Networking;

/// <summary>A connection that is closed delivers what was sent, then the end of the output: "421 and close" always arrives.</summary>
public sealed class OrderlyCloseTests
{
    private const string Farewell = "421 bye";

    /// <summary>Elapses only on failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, Func<TaskContext, TestNetwork, End, Coroutine>> Ways = new()
    {
        ["nothing under way"] = static (task, _, end) => end.Close(task),
        ["receive under way"] = static async (task, _, end) =>
        {
            var reader = await task.Spawn(async self => await Failures.Of(async () => await end.Server.Receive(self, new byte[1])));
            await end.WaitFor(task, waiters: 1);
            await end.Close(task);
            Assert.IsType<ObjectDisposedException>((await task.Wait(reader)).Result);
        },
        ["receive timed out"] = static async (task, _, end) =>
        {
            await task.Within(TimeSpan.FromTicks(1), async part => await end.Server.Receive(part, new byte[1]));
            await end.Close(task);
        },
        ["killed while receiving"] = static async (task, _, end) =>
        {
            var server = await task.Spawn(async self =>
            {
                using var own = end.Server;
                await end.Server.Send(self, Encoding.ASCII.GetBytes(Farewell));
                await end.Server.Receive(self, new byte[1]);
            });
            await end.WaitFor(task, waiters: 1);
            await task.Kill(server);
        },
        ["bytes are unread"] = static async (task, network, end) =>
        {
            await end.Client.Send(task, new byte[5]);
            await network.Settle(task);
            await end.Close(task);
        },
        ["bytes are received and unread"] = static async (task, network, end) =>
        {
            await end.Client.Send(task, new byte[6]);
            await end.Server.Fill(task, new byte[1]);
            await network.Settle(task);
            await end.Close(task);
        },
        ["bytes arrive later"] = static async (task, network, end) =>
        {
            await end.Close(task);
            await end.Client.Send(task, new byte[5]);
            await network.Settle(task);
        },
        ["bytes arrive later, receive under way"] = static async (task, network, end) =>
        {
            await task.Within(TimeSpan.FromTicks(1), async part => await end.Server.Receive(part, new byte[1]));
            await end.Close(task);
            await end.Client.Send(task, new byte[3]);
            await end.Client.Send(task, new byte[3]);
            await network.Settle(task);
        },
    };

    public static TheoryData<string, string> Cases =>
        new(TestNetwork.Names.SelectMany(static network => Ways.Keys.Select(way => (network.Data, way))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dispose_AfterLastReply_DeliversItThenEnd(string name, string way) => TestNetwork.Run(name, async (task, network) =>
    {
        var rounds = name == "sockets" ? 300 : 20;
        for (var i = 0; i < rounds; i++)
        {
            var (client, server) = await network.Pair(task);
            using var first = client;
            server.LingerTime = TimeSpan.FromDays(1);       // some simulated networks are slow
            await Ways[way](task, network, new(client, server));
            Assert.Equal(Farewell, await ReadToEnd(task, client));
        }
    });

    /// <summary>Most of what was sent is still on this side when it is closed, where a reset would discard it.</summary>
    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void Dispose_OtherSideReadsSlowly_DeliversAllThenEnd(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (rounds, chunk) = name == "sockets" ? (20, new byte[16 << 10]) : (2, new byte[50]);
        for (var i = 0; i < rounds; i++)
        {
            var (client, server) = await network.Pair(task);
            using var first = client;
            server.LingerTime = TimeSpan.FromDays(1);
            await client.Send(task, new byte[5]);
            var (sent, isFull) = (Farewell.Length, false);
            var sender = await task.Spawn(async self =>
            {
                using var own = server;
                for (; !isFull; sent += chunk.Length)
                    await server.Send(self, chunk);
                await server.Send(self, Encoding.ASCII.GetBytes(Farewell));
            });
            while (server.WaiterCount == 0)
                await task.Yield();
            isFull = true;
            List<byte> all = [];
            var buffer = new byte[1000];
            while (sender.GetOutcome() is null && await client.Receive(task, buffer) is > 0 and var count)
                all.AddRange(buffer[..count]);
            all.AddRange(Encoding.ASCII.GetBytes(await ReadToEnd(task, client)));
            Assert.Equal(sent, all.Count);
            Assert.Equal(Farewell, Encoding.ASCII.GetString([.. all.TakeLast(Farewell.Length)]));
        }
    });

    [Fact]
    public void Dispose_OtherSideNeverEnds_IsClosedAfterLingerTime() =>
        Simulation.ForSeeds(20, static simulation => SimulatedRun.Run(simulation, new(), async (task, network, host, _) =>
        {
            var (client, server) = await SimulatedRun.Pair(task, host, host);
            using var first = client;
            server.LingerTime = TimeSpan.FromSeconds(30);
            server.Dispose();
            await task.Sleep(TimeSpan.FromSeconds(20));
            await client.Send(task, new byte[1]);       // discarded
            await task.Sleep(TimeSpan.FromSeconds(9));
            Assert.Equal((1, 1), (network.ConnectionCount, simulation.Scheduler.TimerCount));
            Assert.Equal(0, await client.Receive(task, new byte[1]));
            await task.Sleep(TimeSpan.FromSeconds(2));
            Assert.Equal(0, simulation.Scheduler.TimerCount);
            await client.Send(task, new byte[1]);       // too late
            await task.Sleep(TimeSpan.FromSeconds(1));
            var error = await Failures.Of(async () => await client.Send(task, new byte[1]));
            Assert.IsType<SocketException>(error);
        }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_OtherSideKeepsSending_IsClosedAfterLingerTime(bool isReceiving) => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        server.LingerTime = TimeSpan.FromMilliseconds(20);
        if (isReceiving)
            await task.Within(TimeSpan.FromTicks(1), async part => await server.Receive(part, new byte[1]));
        server.Dispose();
        var error = await task.Within(Patience, part => Failures.Of(async () =>
        {
            while (true)
                await client.Send(part, new byte[100]);
        }));
        Assert.IsType<SocketException>(error.Event);
    });

    [Fact]
    public void Dispose_OtherSideDoesNotRead_IsClosedAfterLingerTime() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        server.LingerTime = TimeSpan.FromMilliseconds(20);
        var sender = await task.Spawn(async self => await server.Send(self, new byte[64 << 20]));
        while (server.WaiterCount == 0)
            await task.Yield();
        server.Dispose();
        Assert.IsType<ObjectDisposedException>((await task.Wait(sender)).Fault);
        var error = await task.Within(Patience, part => Failures.Of(async () =>
        {
            while (true)
                await client.Send(part, new byte[100]);
        }));
        Assert.IsType<SocketException>(error.Event);
    });

    [Fact]
    public void Dispose_OtherSideSendsMoreThanFits_DoesNotHoldItUp() =>
        Simulation.ForSeeds(20, static simulation => SimulatedRun.Run(simulation, new() { Window = 5 }, async (task, _, host, _) =>
        {
            var (client, server) = await SimulatedRun.Pair(task, host, host);
            using var first = client;
            server.LingerTime = TimeSpan.FromHours(1);
            server.Dispose();
            Assert.Equal(1000, await client.Send(task, new byte[1000]));
        }));

    [Fact]
    public void Dispose_SeveralAtOnceByOtherThreads_ClosesOnce() => Loopback.Run(async task =>
    {
        for (var i = 0; i < 200; i++)
        {
            var (client, server) = await Loopback.Pair(task);
            using var first = client;
            await server.Send(task, Encoding.ASCII.GetBytes(Farewell));
            await task.Await(Task.WhenAll(Task.Run(server.Dispose), Task.Run(server.Dispose)));
            Assert.Equal(Farewell, await ReadToEnd(task, client));
        }
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(25 * 3600)]
    public void LingerTime_OutOfRange_IsRefused(int seconds) => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        Assert.Throws<ArgumentOutOfRangeException>(() => client.LingerTime = TimeSpan.FromSeconds(seconds));
    });

    private static async Coroutine<string> ReadToEnd(TaskContext task, CoroFsm.Networking.Connection connection)
    {
        List<byte> all = [];
        var buffer = new byte[1000];
        while (await connection.Receive(task, buffer) is > 0 and var count)
            all.AddRange(buffer[..count]);
        return Encoding.ASCII.GetString([.. all]);
    }

    internal sealed record End(CoroFsm.Networking.Connection Client, CoroFsm.Networking.Connection Server)
    {
        internal async Coroutine Close(TaskContext task)
        {
            await Server.Send(task, Encoding.ASCII.GetBytes(Farewell));
            Server.Dispose();
        }

        internal async Coroutine WaitFor(TaskContext task, int waiters)
        {
            while (Server.WaiterCount < waiters)
                await task.Yield();
        }
    }
}
