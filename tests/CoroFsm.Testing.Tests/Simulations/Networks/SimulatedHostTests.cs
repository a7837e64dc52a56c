using System.Net;
using System.Net.Sockets;
using static CoroFsm.TestSupport.SimulatedRun;

namespace CoroFsm.Testing.Tests.Simulations.Networks;

/// <summary>Hosts of a simulated network: connection, partition and refusal.</summary>
public sealed class SimulatedHostTests
{
    [Fact]
    public void Partition_Healed_DeliversPendingBytes() =>
        Simulation.ForSeeds(20, simulation => Run(simulation, new(), async (task, network, near, far) =>
        {
            var (client, server) = await Pair(task, near, far);
            using var ends = new Ends(client, server);
            Assert.Equal(
                (near.Address, far.Address), (((IPEndPoint)client.LocalEndPoint!).Address, ((IPEndPoint)client.RemoteEndPoint!).Address));
            network.Partition(far, near);
            await client.Send(task, new byte[] { 1, 2, 3 });
            var buffer = new byte[3];
            Assert.True((await task.Within(TimeSpan.FromDays(1), async part => await server.Receive(part, buffer))).TimedOut);
            Assert.False(await task.Within(
                TimeSpan.FromDays(1), async part => (await far.Connect(part, new IPEndPoint(near.Address, 1))).Dispose()));
            network.Heal(near, far);
            await server.Fill(task, buffer);
            Assert.Equal([1, 2, 3], buffer);
        }));

    [Fact]
    public void Connect_BacklogIsFull_WaitsForRoom() =>
        Simulation.ForSeeds(20, static simulation => Run(simulation, new(), async (task, network, host, _) =>
        {
            using var listener = host.Listen(AnyPort, backlog: 1);
            var connected = 0;
            for (var i = 0; i < 3; i++)
            {
                await task.Spawn(async client =>
                {
                    using var connection = await host.Connect(client, listener.LocalEndPoint);
                    connected++;
                    await connection.Receive(client, new byte[1]);
                });
            }

            for (var i = 1; i <= 3; i++)
            {
                await task.Sleep(TimeSpan.FromMinutes(1));
                Assert.Equal(i, connected);
                (await listener.Accept(task)).Dispose();
            }
        }));

    [Fact]
    public void DisposeOfListener_ConnectionsNotAccepted_AreReset() =>
        Simulation.ForSeeds(20, static simulation => Run(simulation, new(), async (task, network, host, _) =>
        {
            var listener = host.Listen(AnyPort, backlog: 1);
            var first = await task.Spawn(Wait);
            await task.Sleep(TimeSpan.FromMinutes(1));
            var second = await task.Spawn(Wait);
            await task.Sleep(TimeSpan.FromMinutes(1));
            listener.Dispose();
            Assert.Equal(SocketError.ConnectionReset, (await task.Wait(first)).Result);
            Assert.Equal(SocketError.ConnectionRefused, (await task.Wait(second)).Result);

            async Coroutine<SocketError> Wait(TaskContext client)
            {
                try
                {
                    using var connection = await host.Connect(client, listener.LocalEndPoint);
                    await connection.Receive(client, new byte[1]);
                    return SocketError.Success;
                }
                catch (SocketException error)
                {
                    return error.SocketErrorCode;
                }
            }
        }));

    [Fact]
    public void Connect_ToHosts_FindsListenerOfEachHost() =>
        Simulation.Replay(1, static simulation => Run(simulation, new(), async (task, network, near, far) =>
        {
            using var open = far.Listen(new IPEndPoint(IPAddress.Any, 80));
            using var own = far.Listen(new IPEndPoint(IPAddress.Loopback, 81));
            using var named = far.Listen(new IPEndPoint(far.Address, 82));
            Assert.Equal(
                SocketError.AddressNotAvailable,
                Assert.Throws<SocketException>(() => far.Listen(new IPEndPoint(near.Address, 83))).SocketErrorCode);

            Assert.Null(await Try(near, new DnsEndPoint("FAR", 80)));
            Assert.Null(await Try(near, new IPEndPoint(far.Address, 82)));
            Assert.Null(await Try(far, new DnsEndPoint("localhost", 81)));
            Assert.Null(await Try(far, new IPEndPoint(far.Address, 80)));
            Assert.Equal(SocketError.ConnectionRefused, await Try(near, new IPEndPoint(far.Address, 81)));
            Assert.Equal(SocketError.ConnectionRefused, await Try(near, new IPEndPoint(IPAddress.Loopback, 80)));
            Assert.Equal(SocketError.ConnectionRefused, await Try(far, new IPEndPoint(IPAddress.Loopback, 82)));
            Assert.Equal(SocketError.HostUnreachable, await Try(near, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 80)));
            Assert.Equal(SocketError.HostNotFound, await Try(near, new DnsEndPoint("nowhere", 80)));

            async Coroutine<SocketError?> Try(SimulatedHost host, EndPoint to)
            {
                try
                {
                    (await host.Connect(task, to)).Dispose();
                    return null;
                }
                catch (SocketException error)
                {
                    return error.SocketErrorCode;
                }
            }
        }));

    [Fact]
    public void ResetConnections_OfHost_ResetsBothSidesOfEachAndNoOther() =>
        Simulation.ForSeeds(20, static simulation => Run(simulation, new(), async (task, network, near, far) =>
        {
            var (client1, server1) = await Pair(task, near, far);
            var (client2, server2) = await Pair(task, near, near);
            using var ends = new Ends(client1, server1, client2, server2);
            far.ResetConnections();
            foreach (var end in new[] { client1, server1 })
            {
                var waiter = await task.Spawn(async waiter => await end.Receive(waiter, new byte[1]));
                Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>((await task.Wait(waiter)).Fault).SocketErrorCode);
            }

            Assert.Equal(1, network.ResetCount);
            await client2.Send(task, new byte[1]);
            Assert.Equal(1, await server2.Receive(task, new byte[1]));
        }));

    [Fact]
    public void Misuse_IsRefused() => Simulation.Replay(1, static simulation => Run(simulation, new(), async (task, network, host, _) =>
    {
        var (client, server) = await Pair(task, host, host);
        using var ends = new Ends(client, server);
        Assert.Throws<ArgumentException>(() => network.AddHost("Host"));
        Assert.Throws<ArgumentException>(() => network.AddHost("localhost"));
        Assert.Throws<ArgumentException>(() => network.Partition(host, host));
        Assert.Throws<ArgumentException>(() => new SimulatedNetwork(simulation).Reset(client));
        Assert.Throws<ArgumentException>(
            () => new SimulatedNetwork(simulation, new() { MaxDelay = TimeSpan.Zero, MinDelay = TimeSpan.FromTicks(1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedNetworkOptions { ResetProbability = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedNetworkOptions { DropProbability = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulatedNetworkOptions { Window = 0 });
        Assert.Throws<NotSupportedException>(() => host.Listen(new UnixDomainSocketEndPoint("/tmp/nothing")));
        using var listener = host.Listen(AnyPort);
        var refused = Record.Exception(() => Loopback.Run(async other => (await host.Connect(other, AnyPort)).Dispose()));
        Assert.Contains("another scheduler", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
        refused = Record.Exception(() => Loopback.Run(async other => (await listener.Accept(other)).Dispose()));
        Assert.Contains("another scheduler", Assert.IsType<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
    }));
}
