using System.Globalization;

namespace Echo;

/// <summary>Puts a load on a server that runs elsewhere.</summary>
internal static class LoadCommand
{
    internal static Task<int> RunAsync(LoadOptions options, Output output, CancellationToken cancellationToken) =>
        Outcome.OfAsync(output, async () =>
        {
            OpenFiles.Check(options.Connections, ends: 1, OpenFiles.ReadLimit());
            var result = await Load.RunAsync(options, Task.Delay(Timeout.Infinite, cancellationToken), cancellationToken);
            await output.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Connections} connections, {result.Lost} lost; {result.Messages} messages of {options.Size} bytes " +
                $"in {result.Elapsed.TotalSeconds:F2} s ({result.MessagesPerSecond:N0} a second)"));
            if (result.Lost == 0)
                return ExitCode.Done;
            throw new FaultException($"{result.Lost} of {result.Connections} connections were lost; the first: {result.FirstLoss}.");
        });
}
