using System.Net;
using System.Net.Sockets;

namespace CoroFsm.Tests.Scheduling.Sockets;

/// <summary>Tasks send and receive over real sockets.</summary>
public sealed class ConnectionTests
{
    private readonly List<string> log = [];

    [Fact]
    public void SendAndReceive_ThereAndBack_GivesTheBytes() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var both = client;
        await task.Spawn(echo => Loopback.Echo(echo, server));
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(3, await client.Send(task, new byte[] { 1, 2, 3 }));
        var answer = new byte[3];
        await client.Fill(task, answer);
        Assert.Equal([1, 2, 3], answer);
    });

    [Fact]
    public void Receive_OtherSideShutsDown_GivesTheRestThenZero() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
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
    });

    [Fact]
    public void Receive_SmallBuffer_LeavesTheRestForTheNext() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[] { 1, 2, 3, 4, 5 });
        var buffer = new byte[5];
        await server.Fill(task, buffer.AsMemory(0, 2));
        await server.Fill(task, buffer.AsMemory(2, 3));
        Assert.Equal([1, 2, 3, 4, 5], buffer);
    });

    [Fact]
    public void Receive_SeveralTasks_AreServedInTheirOrder() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var tasks = new List<TaskId>();
        for (var i = 0; i < 3; i++)
        {
            var name = i;
            tasks.Add(await task.Spawn(async waiter =>
            {
                var buffer = new byte[1];
                await server.Receive(waiter, buffer);
                log.Add($"{name}: {buffer[0]}");
            }));
        }

        Assert.Equal(3, server.WaiterCount);
        await client.Send(task, new byte[] { 10, 11, 12 });
        foreach (var id in tasks)
            (await task.Wait(id)).ThrowIfNotCompleted();
        Assert.Equal(["0: 10", "1: 11", "2: 12"], log);
    });

    [Fact]
    public void Send_MoreThanTheSystemHolds_WaitsAndLosesNothing() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var sent = new byte[16 << 20];
        new Random(1).NextBytes(sent);
        var sender = await task.Spawn(async other => log.Add($"sent {await client.Send(other, sent)}"));
        await task.Yield();
        Assert.Equal((0, 1), (log.Count, client.WaiterCount));
        var received = new byte[sent.Length];
        await server.Fill(task, received);
        (await task.Wait(sender)).ThrowIfNotCompleted();
        Assert.Equal(["sent 16777216"], log);
        Assert.True(sent.AsSpan().SequenceEqual(received));
    });

    [Fact]
    public void Receive_ConnectionIsReset_Throws() => Loopback.Run(async task =>
    {
        using var listener = Loopback.Listen();
        using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
        other.Connect(listener.LocalEndPoint!);
        using var server = await listener.Accept(task);
        other.Close(0);
        var error = await Failure(async () => await server.Receive(task, new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error).SocketErrorCode);
    });

    [Fact]
    public void Connect_NobodyListens_Throws() => Loopback.Run(async task =>
    {
        var listener = Loopback.Listen();
        var address = listener.LocalEndPoint!;
        listener.Dispose();
        var error = await Failure(async () => (await Network.Sockets.Connect(task, address)).Dispose());
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(error).SocketErrorCode);
    });

    [Fact]
    public void Connect_ByName_IsLookedUp() => Loopback.Run(async task =>
    {
        using var listener = Loopback.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var client = await Network.Sockets.Connect(task, new DnsEndPoint("localhost", port));
        using var server = await listener.Accept(task);
        Assert.Equal(port, ((IPEndPoint)server.LocalEndPoint!).Port);
    });

    [Fact]
    public void Listen_AddressInUse_Throws()
    {
        using var listener = Loopback.Listen();
        Assert.Throws<SocketException>(() => Network.Sockets.Listen(listener.LocalEndPoint!));
    }

    [Fact]
    public void Receive_NoRoom_IsRefused() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        Assert.Throws<ArgumentException>(() => client.Receive(task, Memory<byte>.Empty));
    });

    [Fact]
    public void Receive_InATaskOfAnotherScheduler_IsRefused() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var refused = Record.Exception(() => Loopback.Run(async other => await client.Receive(other, new byte[1])));
        Assert.Contains("another scheduler", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Receive_AwaitedTwice_IsRefused() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[] { 1 });
        var wait = server.Receive(task, new byte[1]);
        await wait;
        Assert.IsType<InvalidOperationException>(await Failure(async () => await wait));
    });

    [Fact]
    public void Receive_MuchIsThere_LetsTheOthersRun() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[1000]);
        var turns = 0;
        var other = await task.Spawn(async other =>
        {
            for (; ; turns++)
                await other.Yield();
        });
        var before = turns;
        for (var i = 0; i < 1000; i++)
            await server.Receive(task, new byte[1]);
        Assert.InRange(turns - before, 1000 / 33, int.MaxValue);
        await task.Kill(other);
    });

    private static async Coroutine<Exception?> Failure(Func<Coroutine> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
