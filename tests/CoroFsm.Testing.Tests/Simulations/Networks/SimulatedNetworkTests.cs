using System.Net.Sockets;
using static CoroFsm.TestSupport.SimulatedRun;

namespace CoroFsm.Testing.Tests.Simulations.Networks;

/// <summary>A seed determines when and in which pieces bytes arrive, and which connections break.</summary>
public sealed class SimulatedNetworkTests
{
    [Fact]
    public void Replay_SameSeed_GivesTheSameTrace()
    {
        var traces = Enumerable.Range(1, 20).Select(seed => Trace((ulong)seed)).ToArray();
        Assert.Equal(traces, Enumerable.Range(1, 20).Select(seed => Trace((ulong)seed)));
        Assert.Equal(20, traces.Distinct().Count());

        static string Trace(ulong seed)
        {
            List<string> log = [];
            var turns = Simulation.Replay(seed, simulation => Run(simulation, new(), async (task, network, host, _) =>
            {
                using var listener = host.Listen(AnyPort);
                for (var i = 0; i < 3; i++)
                {
                    await task.Spawn(async sender =>
                    {
                        using var client = await host.Connect(sender, listener.LocalEndPoint);
                        await client.Send(sender, new byte[3000]);
                    });
                }

                for (var i = 0; i < 3; i++)
                {
                    using var server = await listener.Accept(task);
                    while (await server.Receive(task, new byte[3000]) is > 0 and var count)
                        log.Add($"{simulation.Time.Elapsed} {server.RemoteEndPoint} {count}");
                }
            }));
            return string.Join(' ', [.. log, .. turns]);
        }
    }

    [Fact]
    public void ForSeeds_OneReceiveTakenForOneMessage_IsFoundAndReplays()
    {
        var failure = Assert.Throws<SimulationFailedException>(
            () => Simulation.ForSeeds(300, simulation => Messages(simulation, ReadHastily)));
        var again = Assert.Throws<SimulationFailedException>(
            () => Simulation.Replay(failure.Seed!.Value, simulation => Messages(simulation, ReadHastily)));
        Assert.Equal(failure.Turns, again.Turns);
        Assert.Equal(failure.Message, again.Message);
        Assert.Contains("network at 00:00:00", failure.Message, StringComparison.Ordinal);

        static async Coroutine<byte[]> ReadHastily(TaskContext task, CoroFsm.Networking.Connection connection)
        {
            var buffer = new byte[256];
            var count = await connection.Receive(task, buffer);
            return buffer[1..count];
        }
    }

    [Fact]
    public void ForSeeds_MessagesReadToTheirEnd_PassesAll() =>
        Simulation.ForSeeds(300, simulation => Messages(simulation, static async (task, connection) =>
        {
            var length = new byte[1];
            await connection.Fill(task, length);
            var message = new byte[length[0]];
            await connection.Fill(task, message);
            return message;
        }));

    [Fact]
    public void Receive_TwoConnections_ArriveInEitherOrderBySeed()
    {
        HashSet<string> orders = [];
        Simulation.ForSeeds(100, simulation => Run(simulation, new(), async (task, network, host, _) =>
        {
            List<byte> order = [];
            var (client1, server1) = await Pair(task, host, host);
            var (client2, server2) = await Pair(task, host, host);
            using var ends = new Ends(client1, server1, client2, server2);
            foreach (var server in new[] { server1, server2 })
            {
                await task.Spawn(async reader =>
                {
                    var buffer = new byte[4];
                    while (await server.Receive(reader, buffer) is > 0 and var count)
                        order.AddRange(buffer.AsSpan(0, count));
                });
            }

            await client1.Send(task, new byte[] { 1 });
            await client2.Send(task, new byte[] { 11 });
            await client1.Send(task, new byte[] { 2 });
            client1.Shutdown();
            client2.Shutdown();
            await task.Sleep(TimeSpan.FromMinutes(1));
            Assert.Equal([1, 2], order.Where(b => b < 10));
            orders.Add(string.Join(' ', order));
        }));
        Assert.Equal(["1 11 2", "1 2 11", "11 1 2"], orders.Order());
    }

    [Fact]
    public void Send_Bytes_ArriveBetweenTurnsOfOthers()
    {
        var between = 0;
        Simulation.ForSeeds(50, simulation => Run(simulation, new(), async (task, network, host, _) =>
        {
            var (client, server) = await Pair(task, host, host);
            using var ends = new Ends(client, server);
            var isDone = false;
            await task.Spawn(async reader =>
            {
                await server.Receive(reader, new byte[1]);
                between += isDone ? 0 : 1;
            });
            while (server.WaiterCount == 0)
                await task.Yield();
            await client.Send(task, new byte[1]);
            for (var i = 0; i < 5; i++)
                await task.Yield();
            isDone = true;
            await task.Sleep(TimeSpan.FromMinutes(1));
        }));
        Assert.InRange(between, 1, 49);
    }

    [Fact]
    public void Receive_OtherSideIsPartitioned_ReportsDeadlock()
    {
        var failure = Assert.Throws<SimulationFailedException>(() => Simulation.Replay(1, simulation =>
            Run(simulation, new(), async (task, network, host, _) =>
            {
                var (client, server) = await Pair(task, host, host);
                using var ends = new Ends(client, server);
                network.Drop(client);
                await client.Send(task, new byte[1]);
                await server.Receive(task, new byte[1]);
            })));
        Assert.Contains(
            "bytes of a connection", Assert.IsType<DeadlockException>(failure.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drop_TimeoutAndRetry_Succeeds()
    {
        var tries = 0;
        const int Requests = 10;
        Simulation.ForSeeds(100, simulation => Run(simulation, new() { DropProbability = 0.05 }, async (task, network, host, _) =>
        {
            using var listener = host.Listen(AnyPort);
            var server = await task.Spawn(self => Serve(self, listener));
            for (var i = 0; i < Requests; i++)
            {
                byte[] answer = [0];
                do
                    tries++;
                while (!await task.Within(TimeSpan.FromSeconds(1), part => Ask(part, host, listener.LocalEndPoint, answer)));
                Assert.Equal([42], answer);
            }

            await task.Sleep(TimeSpan.FromMinutes(1));
            Assert.Equal(0, network.ConnectionCount);       // the server has a timeout too
            await task.Kill(server);
        }));
        Assert.InRange(tries, (100 * Requests) + 1, 100 * Requests * 3);
    }

    [Fact]
    public void Reset_AtRandom_LeavesNoConnectionAndNoTimer() =>
        Simulation.ForSeeds(100, static simulation => Run(simulation, new() { ResetProbability = 0.05 }, async (task, network, host, _) =>
        {
            using var listener = host.Listen(AnyPort);
            var server = await task.Spawn(self => Serve(self, listener));
            var failed = 0;
            await task.RunScope(async scope =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await scope.Spawn(async client =>
                    {
                        try
                        {
                            await Ask(client, host, listener.LocalEndPoint, [0]);
                        }
                        catch (SocketException error)
                        {
                            Assert.True(
                                error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused, error.Message);
                            failed++;
                        }
                    });
                }
            });
            Assert.InRange(failed, 0, network.ResetCount);
            await task.Sleep(TimeSpan.FromMinutes(1));
            await task.Kill(server);
            Assert.Equal((0, 0), (network.ConnectionCount, simulation.Scheduler.TimerCount));
        }));

    [Fact]
    public void Kill_AtRandomPoints_LeavesNoConnectionAndNoTimer() =>
        Simulation.ForSeeds(100, static simulation => Run(simulation, new() { MaxSegment = 3 }, async (task, network, host, _) =>
        {
            using var listener = host.Listen(AnyPort, backlog: 2);
            var server = await task.Spawn(self => Serve(self, listener));
            for (var i = 0; i < 20; i++)
            {
                var victim = await task.Spawn(client => Ask(client, host, listener.LocalEndPoint, new byte[20]));
                await task.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(40)));
                await task.Kill(victim);
                Assert.True((await task.Wait(victim)).End is TaskEnd.Killed or TaskEnd.Completed);
            }

            await task.Sleep(TimeSpan.FromMinutes(1));
            Assert.Equal((0, 0), (network.ConnectionCount, simulation.Scheduler.TimerCount));
            await task.Kill(server);
        }));

    [Fact]
    public void Explore_WithNetwork_TriesEveryOrder() =>
        Assert.True(Simulation.Explore(static simulation => Run(simulation, new(), async (task, network, host, _) =>
        {
            var (client, server) = await Pair(task, host, host);
            using var ends = new Ends(client, server);
            await task.Spawn(async sender => await client.Send(sender, new byte[2]));
            await server.Fill(task, new byte[2]);
        })).IsComplete);

    /// <summary>Each message is a length followed by that number of bytes.</summary>
    private static void Messages(Simulation simulation, Func<TaskContext, CoroFsm.Networking.Connection, Coroutine<byte[]>> read) =>
        Run(simulation, new(), async (task, network, host, _) =>
        {
            var (client, server) = await Pair(task, host, host);
            using var ends = new Ends(client, server);
            await task.Spawn(async writer =>
            {
                await client.Send(writer, new byte[] { 3, 1, 2, 3 });
                await writer.Sleep(TimeSpan.FromSeconds(1));
                await client.Send(writer, new byte[] { 2, 4, 5 });
            });
            Assert.Equal([1, 2, 3], await read(task, server));
            Assert.Equal([4, 5], await read(task, server));
        });
}
