using System.Globalization;
using System.Net;

namespace Echo;

/// <summary>Puts the same load on the server of tasks with one thread and with several, in turns, and shows the medians.</summary>
internal static class ScaleCommand
{
    internal static Task<int> RunAsync(
        LoadOptions load, ServerOptions server, int rounds, Output output, CancellationToken cancellationToken) =>
        Outcome.OfAsync(output, async () =>
        {
            OpenFiles.Check(load.Connections, ends: 2, OpenFiles.ReadLimit());
            var (one, several) = (new List<double>(), new List<double>());
            for (var round = -1; round < rounds; round++)
            {
                foreach (var (threads, rates) in ((int, List<double>)[])[(1, one), (server.Threads, several)])
                {
                    var rate = await MeasureAsync(load, server with { Threads = threads }, cancellationToken);
                    if (round >= 0)
                        rates.Add(rate);        // the first round warms up
                }
            }

            await output.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"1 thread: {Median(one):N0} messages/s; {server.Threads} threads: {Median(several):N0} messages/s; "
                + $"{Median(several) / Median(one):F2}x\n"
                + $"{load.Connections} connections, {load.Messages} messages each, {load.Size} bytes, hashed {server.Work} times; "
                + $"medians of {rounds} interleaved rounds on {Environment.ProcessorCount} cores, which the client uses, too"));
            return ExitCode.Done;
        });

    private static async Task<double> MeasureAsync(LoadOptions load, ServerOptions options, CancellationToken cancellationToken)
    {
        using var server = EchoServers.Start(EchoServers.Tasks, new(IPAddress.Loopback, 0), options: options);
        var result = await Load.RunAsync(load with { EndPoint = server.EndPoint }, server.Completion, cancellationToken);
        if (result.Lost > 0)
            throw new FaultException($"{result.Lost} of {result.Connections} connections were lost; the first: {result.FirstLoss}.");
        return result.MessagesPerSecond;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
