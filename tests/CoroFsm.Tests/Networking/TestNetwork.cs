using System.Net;
using System.Net.Sockets;
using CoroFsm.CompilerServices;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Networking;

/// <summary>A network under test: the sockets of this machine, or a simulation of them.</summary>
internal abstract class TestNetwork
{
    private static readonly Dictionary<string, SimulatedNetworkOptions> Simulated = new()
    {
        ["simulated"] = new(),
        ["simulated, a byte at a time"] = new() { MaxSegment = 1 },
        ["simulated, all at once"] = new() { SplitProbability = 0, MaxDelay = TimeSpan.Zero },
        ["simulated, slow, and holds little"] = new() { MinDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromHours(1), Window = 7 },
    };

    public static TheoryData<string> Names => ["sockets", .. Simulated.Keys];

    internal abstract Network Network { get; }

    /// <summary>Gets a number of bytes that exceeds the capacity of a connection.</summary>
    internal abstract int TooMuch { get; }

    /// <summary>Runs a task on a network and rethrows its exception.</summary>
    internal static void Run(string name, Func<TaskContext, TestNetwork, Coroutine> main)
    {
        if (!Simulated.TryGetValue(name, out var options))
        {
            Loopback.Run(task => main(task, new Sockets()));
            return;
        }

        Simulation.ForSeeds(10, simulation =>
        {
            var network = new SimulatedNetwork(simulation, options);
            var id = simulation.Scheduler.Spawn(task => main(task, new SimulatedSockets(network, options)), "main");
            var error = Record.Exception(() => simulation.Run());
            id.GetOutcome()?.ThrowIfNotCompleted();
            Assert.Null(error);
            Assert.Equal((0, 0), (network.ConnectionCount, simulation.Scheduler.TimerCount));
        });
    }

    internal Listener Listen(int backlog = 512) => Network.Listen(new IPEndPoint(IPAddress.Loopback, 0), backlog);

    internal NetworkWait<CoroFsm.Networking.Connection> Connect(TaskContext task, Listener listener) =>
        Network.Connect(task, listener.LocalEndPoint);

    /// <summary>Creates both sides of a connection.</summary>
    internal async Coroutine<(CoroFsm.Networking.Connection Client, CoroFsm.Networking.Connection Server)> Pair(TaskContext task)
    {
        using var listener = Listen();
        var client = await Connect(task, listener);
        return (client, await listener.Accept(task));
    }

    /// <summary>Creates a connection that can be reset.</summary>
    internal abstract Coroutine<(CoroFsm.Networking.Connection Connection, Action Reset)> Fragile(TaskContext task);

    /// <summary>Waits until what was sent has arrived.</summary>
    internal abstract TrapWait Settle(TaskContext task);

    private sealed class Sockets : TestNetwork
    {
        internal override Network Network => Network.Sockets;

        internal override int TooMuch => 32 << 20;

        /// <summary>Data sent over loopback has arrived when the call returns.</summary>
        internal override TrapWait Settle(TaskContext task) => task.Yield();

        internal override async Coroutine<(CoroFsm.Networking.Connection Connection, Action Reset)> Fragile(TaskContext task)
        {
            using var listener = Listen();
            var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
            other.Connect(listener.LocalEndPoint);
            return (await listener.Accept(task), () => other.Close(0));
        }
    }

    private sealed class SimulatedSockets(SimulatedNetwork network, SimulatedNetworkOptions options) : TestNetwork
    {
        internal override Network Network { get; } = network.AddHost("host");

        internal override int TooMuch => options.Window + 1;

        internal override TrapWait Settle(TaskContext task) => task.Sleep(TimeSpan.FromDays(1));

        internal override async Coroutine<(CoroFsm.Networking.Connection Connection, Action Reset)> Fragile(TaskContext task)
        {
            var (client, server) = await Pair(task);
            return (server, Reset);

            void Reset()
            {
                network.Reset(client);
                client.Dispose();
            }
        }
    }
}
