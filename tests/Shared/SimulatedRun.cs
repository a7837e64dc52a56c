using System.Net;
using System.Net.Sockets;
using CoroFsm.Testing;

namespace CoroFsm.TestSupport;

/// <summary>Runs tasks on a simulated network.</summary>
internal static class SimulatedRun
{
    internal static readonly IPEndPoint AnyPort = new(IPAddress.Any, 0);

    internal static async Coroutine Serve(TaskContext task, Listener listener)
    {
        while (true)
        {
            var connection = await listener.Accept(task);
            await task.Spawn(async self =>
            {
                using (connection)
                {
                    try
                    {
                        await self.Within(TimeSpan.FromSeconds(30), async part =>
                        {
                            var request = new byte[1];
                            while (await connection.Receive(part, request) > 0)
                                await connection.Send(part, new byte[] { (byte)(request[0] + 1) });
                        });
                    }
                    catch (SocketException)
                    {
                        // The client has disconnected.
                    }
                }
            });
        }
    }

    internal static async Coroutine Ask(TaskContext task, SimulatedHost host, EndPoint server, byte[] answer)
    {
        using var connection = await host.Connect(task, server);
        foreach (var i in Enumerable.Range(0, answer.Length))
            await connection.Send(task, new byte[] { 41 });
        await connection.Fill(task, answer);
    }

    internal static async Coroutine<(CoroFsm.Networking.Connection Client, CoroFsm.Networking.Connection Server)> Pair(
        TaskContext task, SimulatedHost from, SimulatedHost to)
    {
        using var listener = to.Listen(AnyPort);
        var client = await from.Connect(task, new IPEndPoint(to.Address, ((IPEndPoint)listener.LocalEndPoint).Port));
        return (client, await listener.Accept(task));
    }

    internal static void Run(
        Simulation simulation,
        SimulatedNetworkOptions options,
        Func<TaskContext, SimulatedNetwork, SimulatedHost, SimulatedHost, Coroutine> main)
    {
        var network = new SimulatedNetwork(simulation, options);
        var host = network.AddHost("host");
        var far = network.AddHost("far");
        var id = simulation.Scheduler.Spawn(task => main(task, network, host, far), "main");
        var error = Record.Exception(() => simulation.Run());
        id.GetOutcome()?.ThrowIfNotCompleted();
        if (error is not null)
            throw error;
    }

    internal sealed class Ends(params IDisposable[] ends) : IDisposable
    {
        public void Dispose() => Array.ForEach(ends, static end => end.Dispose());
    }
}
