using System.Globalization;
using System.Net;
using Spectre.Console;

namespace Echo;

/// <summary>Puts the same load on the three servers, in turns, and shows the medians side by side.</summary>
internal static class CompareCommand
{
    internal static Task<int> RunAsync(LoadOptions options, int rounds, Output output, CancellationToken cancellationToken) =>
        Outcome.OfAsync(output, async () =>
        {
            OpenFiles.Check(options.Connections, ends: 2, OpenFiles.ReadLimit());
            var rates = EchoServers.Styles.ToDictionary(style => style, _ => new List<double>(), StringComparer.Ordinal);
            for (var round = -1; round < rounds; round++)
            {
                foreach (var style in EchoServers.Styles)
                {
                    var result = await MeasureAsync(style, options, cancellationToken);
                    if (result.Lost > 0)
                    {
                        throw new FaultException(
                            $"{result.Lost} of {result.Connections} connections to the server as {style} were lost; " +
                            $"the first: {result.FirstLoss}.");
                    }

                    if (round >= 0)
                        rates[style].Add(result.MessagesPerSecond);     // the first round warms up
                }
            }

            Show(rates, options, rounds, output);
            return ExitCode.Done;
        });

    private static async Task<LoadResult> MeasureAsync(string style, LoadOptions options, CancellationToken cancellationToken)
    {
        using var server = EchoServers.Start(style, new(IPAddress.Loopback, 0));
        return await Load.RunAsync(options with { EndPoint = server.EndPoint }, server.Completion, cancellationToken);
    }

    private static void Show(Dictionary<string, List<double>> rates, LoadOptions options, int rounds, Output output)
    {
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(output.Out),
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = output.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("server");
        table.AddColumn(new TableColumn("messages/s").RightAligned());
        table.AddColumn(new TableColumn("slowest").RightAligned());
        table.AddColumn(new TableColumn("fastest").RightAligned());
        table.AddColumn(new TableColumn("against async").RightAligned());
        var reference = Median(rates[EchoServers.Async]);
        foreach (var style in EchoServers.Styles)
        {
            var of = rates[style];
            var ratio = (Median(of) / reference).ToString("F2", CultureInfo.InvariantCulture);
            table.AddRow(style, Text(Median(of)), Text(of.Min()), Text(of.Max()), $"{ratio}x");
        }

        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Connections} connections, {options.Messages} messages each, {options.Size} bytes; " +
            $"medians of {rounds} interleaved rounds, client and server in one process; none lost"));

        static string Text(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
