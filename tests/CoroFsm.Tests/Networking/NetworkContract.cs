using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Tests.Networking;

/// <summary>The contract of connections, on real sockets and on simulated ones.</summary>
public sealed class NetworkContract
{
    private readonly List<string> log = [];

    public static TheoryData<string> Networks => TestNetwork.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void SendAndReceive_RoundTrip_GivesTheBytes(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var both = client;
        await task.Spawn(echo => Loopback.Echo(echo, server));
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(client.RemoteEndPoint, server.LocalEndPoint);
        Assert.Equal(3, await client.Send(task, new byte[] { 1, 2, 3 }));
        var answer = new byte[3];
        await client.Fill(task, answer);
        Assert.Equal([1, 2, 3], answer);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_OtherSideShutsDown_ReturnsRestThenZero(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[] { 7 });
        client.Shutdown();
        var buffer = new byte[4];
        Assert.Equal(1, await server.Receive(task, buffer));
        Assert.Equal(0, await server.Receive(task, buffer));
        Assert.Equal(0, await server.Receive(task, buffer));
        await server.Send(task, new byte[] { 8 });
        Assert.Equal(1, await client.Receive(task, buffer));
        Assert.Equal(8, buffer[0]);
        Assert.IsType<SocketException>(await Failures.Of(async () => await client.Send(task, buffer)));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_OtherSideCloses_ReturnsRestThenZero(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var second = server;
        var sent = new byte[5];
        await client.Send(task, sent);
        client.Dispose();
        await server.Fill(task, sent);
        Assert.Equal(0, await server.Receive(task, sent));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_SmallBuffer_LeavesTheRestForTheNext(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[] { 1, 2, 3, 4, 5 });
        var buffer = new byte[5];
        await server.Fill(task, buffer.AsMemory(0, 2));
        await server.Fill(task, buffer.AsMemory(2, 3));
        Assert.Equal([1, 2, 3, 4, 5], buffer);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_SeveralTasks_AreServedInTheirOrder(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        log.Clear();
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var tasks = new List<TaskId>();
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            tasks.Add(await task.Spawn(async waiter =>
            {
                var buffer = new byte[1];
                await server.Receive(waiter, buffer);
                log.Add($"{number}: {buffer[0]}");
            }));
            while (server.WaiterCount == i)
                await task.Yield();
        }

        await client.Send(task, new byte[] { 10, 11, 12 });
        foreach (var id in tasks)
            (await task.Wait(id)).ThrowIfNotCompleted();
        Assert.Equal(["0: 10", "1: 11", "2: 12"], log.Order());
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Send_BeyondBufferCapacity_WaitsAndLosesNothing(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var sent = new byte[network.TooMuch];
        new Random(1).NextBytes(sent);
        var count = 0;
        var sender = await task.Spawn(async other =>
        {
            count = await client.Send(other, sent);
        });
        while (client.WaiterCount == 0)
            await task.Yield();
        Assert.Equal(0, count);
        var received = new byte[sent.Length];
        await server.Fill(task, received);
        (await task.Wait(sender)).ThrowIfNotCompleted();
        Assert.Equal(sent.Length, count);
        Assert.True(sent.AsSpan().SequenceEqual(received));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_ConnectionIsReset_Throws(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (connection, reset) = await network.Fragile(task);
        using var own = connection;
        var waiter = await task.Spawn(async waiter => await connection.Receive(waiter, new byte[1]));
        while (connection.WaiterCount == 0)
            await task.Yield();
        reset();
        foreach (var error in new[]
        {
            (await task.Wait(waiter)).Fault, await Failures.Of(async () => await connection.Receive(task, new byte[1])),
        })
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error).SocketErrorCode);
        Assert.IsType<SocketException>(await Failures.Of(async () => await connection.Send(task, new byte[1])));
        Assert.Equal(0, connection.WaiterCount);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Send_ConnectionIsReset_WakesWaitingSender(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (connection, reset) = await network.Fragile(task);
        using var own = connection;
        var waiter = await task.Spawn(async waiter => await connection.Send(waiter, new byte[network.TooMuch]));
        while (connection.WaiterCount == 0)
            await task.Yield();
        reset();
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>((await task.Wait(waiter)).Fault).SocketErrorCode);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Send_OtherSideHasClosed_FailsEventually(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        server.LingerTime = TimeSpan.Zero;
        server.Dispose();
        var error = await Failures.Of(async () =>
        {
            while (true)
                await client.Send(task, new byte[network.TooMuch]);
        });
        Assert.IsType<SocketException>(error);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Dispose_BytesAreUnreadWithoutLingerTime_ResetsTheOtherSide(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        server.LingerTime = TimeSpan.Zero;
        await client.Send(task, new byte[5]);
        await network.Settle(task);
        server.Dispose();
        var error = await Failures.Of(async () => await client.Receive(task, new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error).SocketErrorCode);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Dispose_ReceivePending_DeliversLastReplyThenEnd(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        for (var i = 0; i < 20; i++)
        {
            var (client, server) = await network.Pair(task);
            using var first = client;
            Assert.True((await task.Within(TimeSpan.FromMilliseconds(1), async part => await server.Receive(part, new byte[1]))).TimedOut);
            await server.Send(task, "421"u8.ToArray());
            server.Dispose();
            Assert.Equal("421", await ReadToEnd(task, client));
        }
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Kill_WhileReceiving_DeliversSentBytesThenEnd(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        for (var i = 0; i < 20; i++)
        {
            var (client, server) = await network.Pair(task);
            using var first = client;
            var reader = await task.Spawn(async self =>
            {
                using var own = server;
                await server.Send(self, "220"u8.ToArray());
                await server.Receive(self, new byte[1]);
            });
            while (server.WaiterCount == 0)
                await task.Yield();
            await task.Kill(reader);
            Assert.Equal("220", await ReadToEnd(task, client));
        }
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Dispose_SendPending_DeliversPrefixThenEnd(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        server.LingerTime = TimeSpan.FromDays(1);       // some simulated networks are slow
        var sent = new byte[network.TooMuch];
        new Random(1).NextBytes(sent);
        var sender = await task.Spawn(async self => await server.Send(self, sent));
        var receiver = await task.Spawn(async self => await server.Receive(self, new byte[1]));
        while (server.WaiterCount < 2)
            await task.Yield();
        server.Dispose();
        Assert.IsType<ObjectDisposedException>((await task.Wait(sender)).Fault);
        Assert.IsType<ObjectDisposedException>((await task.Wait(receiver)).Fault);
        var total = 0;
        var buffer = new byte[1 << 16];
        while (await client.Receive(task, buffer) is > 0 and var count)
        {
            Assert.True(sent.AsSpan(total, count).SequenceEqual(buffer.AsSpan(0, count)));
            total += count;
        }

        Assert.InRange(total, 1, sent.Length);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Connect_NoListener_IsRefused(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var listener = network.Listen();
        var address = listener.LocalEndPoint;
        listener.Dispose();
        var error = await Failures.Of(async () => (await network.Network.Connect(task, address)).Dispose());
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(error).SocketErrorCode);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Connect_ByName_ResolvesTheName(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        using var listener = network.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint).Port;
        using var client = await network.Network.Connect(task, new DnsEndPoint("localhost", port));
        using var server = await listener.Accept(task);
        Assert.Equal(port, ((IPEndPoint)server.LocalEndPoint!).Port);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Accept_SeveralTasks_EachGetsAConnection(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        using var listener = network.Listen();
        var served = new HashSet<EndPoint?>();
        for (var i = 0; i < 3; i++)
        {
            await task.Spawn(async waiter =>
            {
                using var server = await listener.Accept(waiter);
                served.Add(server.RemoteEndPoint);
                await server.Send(waiter, new byte[1]);
            });
        }

        for (var i = 0; i < 3; i++)
        {
            using var client = await network.Connect(task, listener);
            Assert.Equal(1, await client.Receive(task, new byte[2]));
            Assert.Contains(client.LocalEndPoint, served);
        }

        Assert.Equal((3, 0), (served.Count, listener.WaiterCount));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Accept_ServerSendsAndCloses_ClientReadsAllThenZero(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        using var listener = network.Listen();
        await task.Spawn(async waiter =>
        {
            using var server = await listener.Accept(waiter);
            await server.Send(waiter, new byte[] { 1, 2, 3, 4, 5 });
        });
        using var client = await network.Connect(task, listener);
        List<byte> all = [];
        var buffer = new byte[3];
        while (await client.Receive(task, buffer) is > 0 and var count)
            all.AddRange(buffer[..count]);
        Assert.Equal([1, 2, 3, 4, 5], all);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Listen_AddressInUse_Throws(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        using var listener = network.Listen();
        await task.Yield();
        Assert.Equal(
            SocketError.AddressAlreadyInUse,
            Assert.Throws<SocketException>(() => network.Network.Listen(listener.LocalEndPoint)).SocketErrorCode);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_EmptyBuffer_IsRefused(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        Assert.Throws<ArgumentException>(() => client.Receive(task, Memory<byte>.Empty));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_InATaskOfAnotherScheduler_IsRefused(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var refused = Record.Exception(() => Loopback.Run(async other => await client.Receive(other, new byte[1])));
        Assert.Contains("another scheduler", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Receive_AwaitedTwice_IsRefused(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[] { 1 });
        var wait = server.Receive(task, new byte[1]);
        await wait;
        Assert.IsType<InvalidOperationException>(await Failures.Of(async () => await wait));
    });

    private static async Coroutine<string> ReadToEnd(TaskContext task, CoroFsm.Networking.Connection connection)
    {
        List<byte> all = [];
        var buffer = new byte[2];
        while (await connection.Receive(task, buffer) is > 0 and var count)
            all.AddRange(buffer[..count]);
        return System.Text.Encoding.ASCII.GetString([.. all]);
    }
}
