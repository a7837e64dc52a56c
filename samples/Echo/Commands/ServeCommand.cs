using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Echo;

/// <summary>Runs a server until it is interrupted.</summary>
internal static class ServeCommand
{
    internal static Task<int> RunAsync(
        string style, IPEndPoint endPoint, ServerOptions options, Output output, CancellationToken cancellationToken) =>
        Outcome.OfAsync(output, async () =>
        {
            if (style != EchoServers.Tasks && options != new ServerOptions())
                throw new FaultException($"--threads, --tls and --work are for --style {EchoServers.Tasks}. Leave them out, or use it.");
            using var server = EchoServers.Start(style, endPoint, OpenFiles.Capacity(OpenFiles.ReadLimit()), options);
            await output.Out.WriteLineAsync($"Serving as {style} at {server.EndPoint}. Ctrl-C ends it.");
            if (options.Fingerprint is { } fingerprint)
                await output.Out.WriteLineAsync($"Its certificate: load --port {server.EndPoint.Port} --tls {fingerprint}");
            var time = TimeProvider.System;
            var start = time.GetTimestamp();
            var before = Environment.CpuUsage.TotalTime;
            try
            {
                await server.Completion.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // That is how it ends.
            }
            catch (SocketException error)
            {
                throw FaultException.Of($"Cannot accept connection {server.Accepted + 1}", error);
            }

            var used = Environment.CpuUsage.TotalTime - before;
            var elapsed = time.GetElapsedTime(start);
            await output.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{server.Accepted} connections accepted; " +
                $"{used.TotalSeconds:F2} s of processor time in {elapsed.TotalSeconds:F1} s ({100 * used / elapsed:F2} %)"));
            return ExitCode.Done;
        });
}
