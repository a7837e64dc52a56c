using System.Net.Sockets;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Networking;

/// <summary>Closed sockets and killed tasks leave no waiter behind.</summary>
public sealed class ClosingTests
{
    public static TheoryData<string> Networks => TestNetwork.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Dispose_TasksWait_WakesAllWithAnError(string name) =>
        TestNetwork.Run(name, (task, network) => Dispose(task, network, fromAnotherThread: false));

    [Fact]
    public void Dispose_ByAnotherThreadWhileTasksWait_WakesAllWithAnError() =>
        TestNetwork.Run("sockets", (task, network) => Dispose(task, network, fromAnotherThread: true));

    /// <summary>Returns the error, so that no fault is unobserved while the task that will wait for it cannot run yet.</summary>
    private static async Coroutine<Exception?> ErrorOf(Func<Coroutine> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (ObjectDisposedException error)
        {
            return error;
        }
    }

    private static async Coroutine Dispose(TaskContext task, TestNetwork network, bool fromAnotherThread)
    {
        var (client, server) = await network.Pair(task);
        using var other = client;
        var listener = network.Listen();
        var tasks = new List<TaskId<Exception?>>();
        for (var i = 0; i < 2; i++)
        {
            tasks.Add(await task.Spawn(waiter => ErrorOf(async () => await server.Receive(waiter, new byte[1]))));
            tasks.Add(await task.Spawn(waiter => ErrorOf(async () => await server.Send(waiter, new byte[network.TooMuch]))));
            tasks.Add(await task.Spawn(waiter => ErrorOf(async () => await listener.Accept(waiter))));
        }

        while ((server.WaiterCount, listener.WaiterCount) != (4, 2))
            await task.Yield();
        if (fromAnotherThread)
        {
            await task.Await(Task.Run(Close, TestContext.Current.CancellationToken));
        }
        else
        {
            Close();
        }

        foreach (var id in tasks)
            Assert.IsType<ObjectDisposedException>((await task.Wait(id)).Result);
        Assert.Equal((0, 0), (server.WaiterCount, listener.WaiterCount));
        Assert.Equal(0, await DrainUntilEnd(task, client));

        void Close()
        {
            server.Dispose();
            listener.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Dispose_ThenUse_Throws(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var other = client;
        server.Dispose();
        server.Dispose();
        List<string> log = [];
        Func<Coroutine>[] uses =
        [
            async () => await server.Receive(task, new byte[1]), async () => await server.Send(task, new byte[1]),
        ];
        foreach (var use in uses)
        {
            try
            {
                await use();
                log.Add("worked");
            }
            catch (ObjectDisposedException)
            {
            }
        }

        Assert.Empty(log);
        Assert.Throws<ObjectDisposedException>(server.Shutdown);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Kill_Receiver_LosesNoBytes(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var victim = await task.Spawn(async waiter => await server.Receive(waiter, new byte[1]));
        while (server.WaiterCount == 0)
            await task.Yield();
        Assert.True(await task.Kill(victim));
        Assert.Equal(0, server.WaiterCount);
        await client.Send(task, new byte[] { 42 });
        var buffer = new byte[1];
        await server.Fill(task, buffer);
        Assert.Equal(42, buffer[0]);
    });

    [Fact]
    public void Kill_ReceiversBeforeTheirTurn_LeavesBytesToNextReceiver() => Loopback.Run(async task =>
    {
        var (client, server) = await Loopback.Pair(task);
        using var first = client;
        using var second = server;
        var victims = new List<TaskId>();
        for (var i = 0; i < 3; i++)
        {
            victims.Add(await task.Spawn(async waiter => await server.Receive(waiter, new byte[2]), priority: TaskPriority.Low));
            while (server.WaiterCount == i)
                await task.Yield();
        }

        await client.Send(task, new byte[] { 1, 2, 3, 4, 5, 6, 7 });
        while (server.WaiterCount > 0)
            await task.Yield();
        foreach (var victim in victims)
        {
            await task.Kill(victim);        // woken, but of low priority
            Assert.Equal(TaskEnd.Killed, (await task.Wait(victim)).End);
        }

        client.Shutdown();
        var received = new List<byte>();
        var buffer = new byte[3];
        while (await server.Receive(task, buffer) is > 0 and var count)
            received.AddRange(buffer.AsSpan(0, count));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], received);
    });

    [Fact]
    public void Kill_ReceiverAtAnyPoint_LosesNoByte() =>
        Simulation.ForSeeds(100, static simulation => SimulatedRun.Run(simulation, new() { MaxSegment = 3 }, async (task, _, host, _) =>
        {
            const int Count = 60;
            using var listener = host.Listen(SimulatedRun.AnyPort);
            using var client = await host.Connect(task, listener.LocalEndPoint);
            using var server = await listener.Accept(task);
            var sender = await task.Spawn(async sender =>
            {
                for (var i = 0; i < Count; i++)
                {
                    await client.Send(sender, new[] { (byte)i });
                    await sender.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(2)));
                }

                client.Shutdown();
            });

            List<byte> received = [];
            var hasEnded = false;
            while (!hasEnded)
            {
                var reader = await task.Spawn(async reader =>
                {
                    var buffer = new byte[2];
                    var count = await server.Receive(reader, buffer);
                    received.AddRange(buffer.AsSpan(0, count));
                    hasEnded = count == 0;
                });
                for (var turns = simulation.Random.Next(4); turns > 0; turns--)
                    await task.Yield();
                await task.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(2)));
                await task.Kill(reader);
            }

            Assert.Equal(Enumerable.Range(0, Count).Select(i => (byte)i), received);
            (await task.Wait(sender)).ThrowIfNotCompleted();
        }));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Kill_Sender_LetsNextSenderContinue(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        var victim = await task.Spawn(async waiter => await client.Send(waiter, new byte[network.TooMuch]));
        while (client.WaiterCount == 0)
            await task.Yield();
        var next = await task.Spawn(async waiter => await client.Send(waiter, new byte[] { 1, 2, 3 }));
        while (client.WaiterCount == 1)
            await task.Yield();
        Assert.True(await task.Kill(victim));
        Assert.Equal(1, client.WaiterCount);

        var buffer = new byte[64 << 10];
        var end = new List<byte>();
        while (end is not [.., 1, 2, 3])
        {
            var count = await server.Receive(task, buffer);
            end = [.. end.TakeLast(2), .. buffer.AsSpan(0, count)];
        }

        Assert.Equal(TaskEnd.Completed, (await task.Wait(next)).End);
    });

    [Fact]
    public void Kill_AcceptorBeforeItsTurn_LeavesConnectionToNextAcceptor() => Loopback.Run(async task =>
    {
        using var listener = Loopback.Listen();
        var victim = await task.Spawn(async waiter => (await listener.Accept(waiter)).Dispose(), priority: TaskPriority.Low);
        while (listener.WaiterCount == 0)
            await task.Yield();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint);        // in this turn
        while (listener.WaiterCount > 0)
            await task.Yield();
        await task.Kill(victim);        // woken, but of low priority
        Assert.Equal(TaskEnd.Killed, (await task.Wait(victim)).End);

        // Reached only on failure.
        Assert.True(await task.Within(TimeSpan.FromSeconds(30), async part =>
        {
            using var server = await listener.Accept(part);
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        }));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_SchedulerWhileConnectionArrives_ClosesIt(bool isAcceptedBefore)
    {
        var scheduler = new Scheduler();
        var listener = Loopback.Listen();
        var victim = scheduler.Spawn(async task => (await listener.Accept(task)).Dispose());
        scheduler.RunUntilIdle();
        scheduler.Kill(victim);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };     // reached only on failure
        if (isAcceptedBefore)
        {
            client.Connect(listener.LocalEndPoint);
            using var expected = scheduler.ExpectInterrupts();
            scheduler.Post(expected.Dispose);
            scheduler.Run();
        }

        scheduler.Dispose();
        if (!isAcceptedBefore)
            client.Connect(listener.LocalEndPoint);
        var other = new Thread(listener.Dispose);
        other.Start();
        other.Join();
        try
        {
            Assert.Equal(0, client.Receive(new byte[1]));
        }
        catch (SocketException error)
        {
            Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Within_TimesOut_LeavesNoWaiter(string name) => TestNetwork.Run(name, async (task, network) =>
    {
        var (client, server) = await network.Pair(task);
        using var first = client;
        using var second = server;
        Assert.True((await task.Within(TimeSpan.FromMilliseconds(1), async part => await server.Receive(part, new byte[1]))).TimedOut);
        Assert.Equal(0, server.WaiterCount);
    });

    private static async Coroutine<int> DrainUntilEnd(TaskContext task, CoroFsm.Networking.Connection connection)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await connection.Receive(task, buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Closed with unread bytes: a reset is an end too.
        }

        return 0;
    }
}
