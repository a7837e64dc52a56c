using System.Net;
using System.Net.Sockets;
using CoroFsm;
using CoroFsm.Networking;
using CoroFsm.Scheduling;
using CoroFsm.Testing;

namespace Echo.Tests;

/// <summary>The server's tasks on a network that delays, splits and resets by a seed.</summary>
public sealed class SimulatedEchoTests
{
    private const int Clients = 100;

    [Fact]
    public void Server_SomeConnectionsAreReset_LosesNothingOfTheOthers() => Simulation.ForSeeds(10, static simulation =>
    {
        var (expected, failed) = (0, 0);
        Run(simulation, new() { Window = 3000 }, async (task, network, host, address) =>
        {
            var messages = 10;
            var resetAfter = simulation.Random.Next(5) == 0 ? simulation.Random.Next(messages) : messages;
            expected += resetAfter < messages ? 1 : 0;
            using var connection = await host.Connect(task, address);
            try
            {
                for (var i = 0; i < messages; i++)
                {
                    if (i == resetAfter)
                        network.Reset(connection);
                    await Exchange(task, connection, simulation.Random);
                }

                Assert.Equal(messages, resetAfter);
            }
            catch (SocketException)
            {
                Assert.NotEqual(messages, resetAfter);
                failed++;
            }
        });
        Assert.Equal(expected, failed);
        Assert.InRange(failed, 1, Clients - 1);
    });

    [Fact]
    public void Server_ConnectionsAreResetAtRandom_ServesTheOthersAndLeavesNone() => Simulation.ForSeeds(10, static simulation =>
    {
        var (failed, done, resets) = (0, 0, 0);
        Run(simulation, new() { ResetProbability = 0.002, MinDelay = TimeSpan.FromMilliseconds(1) }, async (task, network, host, address) =>
        {
            try
            {
                using var connection = await host.Connect(task, address);
                for (var i = 0; i < 10; i++)
                    await Exchange(task, connection, simulation.Random);
                done++;
            }
            catch (SocketException)
            {
                failed++;
            }

            resets = network.ResetCount;
        });
        Assert.Equal(Clients, failed + done);
        Assert.InRange(failed, 1, resets);
    });

    private static void Run(
        Simulation simulation, SimulatedNetworkOptions options, Func<TaskContext, SimulatedNetwork, Network, EndPoint, Coroutine> client)
    {
        var network = new SimulatedNetwork(simulation, options);
        var host = network.AddHost("client");
        var far = network.AddHost("server");
        var address = new IPEndPoint(far.Address, 7);
        using var listener = far.Listen(address);
        var server = new EchoTasks(listener, Clients);
        simulation.Scheduler.Spawn(async task =>
        {
            var acceptor = await task.Spawn(server.Accept);
            await task.RunScope(async scope =>
            {
                for (var i = 0; i < Clients; i++)
                    await scope.Spawn(self => client(self, network, host, address));
            });
            await task.Sleep(TimeSpan.FromMinutes(1));
            Assert.Equal((0, 0, 0), (server.Open, network.ConnectionCount, simulation.Scheduler.TimerCount));
            await task.Kill(acceptor);
        });
        simulation.Run();
    }

    /// <summary>Sends a message and receives it back concurrently: it may exceed the capacity of a connection.</summary>
    private static async Coroutine Exchange(TaskContext task, Connection connection, SimulatedRandom random)
    {
        var message = new byte[1 + random.Next(5000)];
        var seed = (byte)random.Next(256);
        for (var i = 0; i < message.Length; i++)
            message[i] = unchecked((byte)(seed + (i * 7)));
        var answer = new byte[message.Length];
        await task.RunScope(async scope =>
        {
            await scope.Spawn(async sender => await connection.Send(sender, message));
            for (var count = 0; count < answer.Length;)
            {
                var received = await connection.Receive(scope, answer.AsMemory(count));
                Assert.NotEqual(0, received);
                count += received;
            }
        });
        Assert.True(message.AsSpan().SequenceEqual(answer));
    }
}
