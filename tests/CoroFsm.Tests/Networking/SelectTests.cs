using System.Text;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Networking;

/// <summary>Sockets among other traps: whichever comes first, and a wait that loses keeps nothing.</summary>
public sealed class SelectTests
{
    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void Select_BytesComeFirst_GivesBytes(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        await client.Send(task, new byte[] { 1 });
        var buffer = new byte[4];
        var bytes = server.Receive(buffer);
        var message = Trap.Receive<string>();
        Assert.Same(bytes, await task.Select([message, bytes]));
        Assert.Equal((1, 1), (bytes.Result, buffer[0]));
        Assert.Equal(0, server.WaiterCount);
    });

    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void Select_MessageComesFirst_LeavesBytesToNextReceiver(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var waiter = await task.Spawn(async self =>
        {
            var message = Trap.Receive<string>();
            Assert.Same(message, await self.Select([server.Receive(new byte[1]), message]));
            return message.Result;
        });
        while (server.WaiterCount == 0)
            await task.Yield();
        await task.Send(waiter, "stop");
        Assert.Equal("stop", (await task.Wait(waiter)).Result);
        Assert.Equal(0, server.WaiterCount);
        await client.Send(task, new byte[] { 9 });
        var buffer = new byte[1];
        await server.Fill(task, buffer);
        Assert.Equal(9, buffer[0]);
    });

    [Theory]
    [MemberData(nameof(TestNetwork.Names), MemberType = typeof(TestNetwork))]
    public void Select_AcceptOrTime_AcceptsLater(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        using var listener = network.Listen();
        var time = Trap.Sleep(TimeSpan.FromTicks(1));
        Assert.Same(time, await task.Select([listener.Accept(), time]));
        Assert.Equal(0, listener.WaiterCount);
        var connecting = network.Network.Connect(listener.LocalEndPoint);
        await task.Select([connecting]);
        using var client = connecting.Result;
        var accepting = listener.Accept();
        Assert.Same(accepting, await task.Select([Trap.Receive<string>(), accepting]));
        using var server = accepting.Result;
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
    });

    [Fact]
    public void Select_KilledAfterBytesCame_LeavesThemToNextReceiver() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var victim = await task.Spawn(
            async waiter => await waiter.Select([server.Receive(new byte[4]), Trap.Receive<string>()]), priority: TaskPriority.Low);
        while (server.WaiterCount == 0)
            await task.Yield();
        await client.Send(task, new byte[] { 1, 2, 3 });
        while (server.WaiterCount > 0)
            await task.Yield();
        await task.Kill(victim);        // woken, but of low priority
        client.Shutdown();
        var buffer = new byte[3];
        await server.Fill(task, buffer);
        Assert.Equal([1, 2, 3], buffer);
    });

    [Fact]
    public void Call_ReceiveTrapKilledAfterBytesCame_LeavesThemToNextReceiver() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var victim = await task.Spawn(async waiter => await waiter.Call(server.Receive(new byte[4])), priority: TaskPriority.Low);
        while (server.WaiterCount == 0)
            await task.Yield();
        await client.Send(task, new byte[] { 1, 2, 3 });
        while (server.WaiterCount > 0)
            await task.Yield();
        await task.Kill(victim);
        client.Shutdown();
        var buffer = new byte[3];
        await server.Fill(task, buffer);
        Assert.Equal([1, 2, 3], buffer);
    });

    [Fact]
    public void Select_LosesAtRandom_LosesNoByte() =>
        Simulation.ForSeeds(100, static simulation => SimulatedRun.Run(simulation, new() { MaxSegment = 3 }, async (task, _, host, _) =>
        {
            const string Text = "the quick brown fox jumps over the lazy dog, and the lazy dog sleeps";
            var (client, server) = await SimulatedRun.Pair(task, host, host);
            using var ends = new SimulatedRun.Ends(client, server);
            var sender = await task.Spawn(async self =>
            {
                foreach (var letter in Text)
                {
                    await client.Send(self, new[] { (byte)letter });
                    await self.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(3)));
                }

                client.Shutdown();
            });
            List<byte> received = [];
            var hasEnded = false;
            while (!hasEnded)
            {
                var reader = await task.Spawn(async self =>
                {
                    var buffer = new byte[2];
                    var bytes = server.Receive(buffer);
                    Trap other = simulation.Random.Next(2) == 0
                        ? Trap.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(3)))
                        : Trap.Receive<int>();
                    Trap[] traps = simulation.Random.Next(2) == 0 ? [bytes, other] : [other, bytes];
                    if (await self.Select(traps) != bytes)
                        return;
                    received.AddRange(buffer[..bytes.Result]);
                    hasEnded = bytes.Result == 0;
                });
                for (var turns = simulation.Random.Next(4); turns > 0; turns--)
                    await task.Yield();
                task.TrySend(reader, 1);
                await task.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(3)));
                await task.Kill(reader);
            }

            Assert.Equal(Text, Encoding.ASCII.GetString([.. received]));
            (await task.Wait(sender)).ThrowIfNotCompleted();
        }));

    [Fact]
    public void Select_TrapOfAnotherScheduler_IsRefused() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var refused = Record.Exception(
            () => Loopback.Run(async other => await other.Select([Trap.Receive<int>(), client.Receive(new byte[1])])));
        Assert.Contains("another scheduler", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
    });
}
