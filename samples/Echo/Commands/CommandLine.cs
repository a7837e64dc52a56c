using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Net;

namespace Echo;

/// <summary>The arguments, and what they lead to.</summary>
internal static class CommandLine
{
    private const int MaxConnections = 20_000;
    private const int MaxMessages = 1_000_000;
    private const int MaxSize = 1 << 16;

    private const string Description = """
        An echo server as tasks of a scheduler, as async/await, and as one thread per connection; and a load for all three.

        Examples:
          Echo compare                                   the three side by side, 900 connections each
          Echo scale --threads 2                         tasks on one thread and on two
          Echo serve --port 7007 --threads 2 --tls       a server, until Ctrl-C; it shows how to reach it
          Echo load --port 7007 --connections 5000 --messages 1 --hold 10
        """;

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where the commands write.</param>
    /// <param name="cancellationToken">Ends the run, like Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Output output, CancellationToken cancellationToken = default)
    {
        var parsed = new RootCommand(Description) { Compare(output), Scale(output), Serve(output), PutLoad(output) }.Parse(args);
        if (parsed.Action is ParseErrorAction usage)
            usage.ShowHelp = usage.ShowTypoCorrections = false;

        var exitCode = await parsed.InvokeAsync(new() { Output = output.Out, Error = output.Error }, cancellationToken);
        return parsed.Errors.Count > 0 ? ExitCode.Fault : exitCode;
    }

    private static Command Compare(Output output)
    {
        var (connections, messages, size) = LoadOptions(connections: 900, messages: 50);
        var rounds = Number("--rounds", "How often each server is measured.", 5, 1, 100);
        var command = new Command("compare", "Puts the same load on the three servers, in turns, and shows the medians.")
        {
            connections, messages, size, rounds,
        };
        command.SetAction((parsed, cancellationToken) => CompareCommand.RunAsync(
            new(new(IPAddress.Loopback, 0), parsed.GetValue(connections), parsed.GetValue(messages), parsed.GetValue(size), TimeSpan.Zero),
            parsed.GetValue(rounds),
            output,
            cancellationToken));
        return command;
    }

    private static Command Scale(Output output)
    {
        var (connections, messages, size) = LoadOptions(connections: 64, messages: 50);
        var (threads, work) = (Threads(Environment.ProcessorCount), Work(1000));
        var rounds = Number("--rounds", "How often each server is measured.", 5, 1, 100);
        var command = new Command("scale", "Puts the same load on the tasks on one thread and on several, in turns.")
        {
            connections, messages, size, threads, work, rounds,
        };
        command.SetAction((parsed, cancellationToken) => ScaleCommand.RunAsync(
            new(new(IPAddress.Loopback, 0), parsed.GetValue(connections), parsed.GetValue(messages), parsed.GetValue(size), TimeSpan.Zero),
            new(parsed.GetValue(threads), Work: parsed.GetValue(work)),
            parsed.GetValue(rounds),
            output,
            cancellationToken));
        return command;
    }

    private static Command Serve(Output output)
    {
        var port = Number("--port", "Where it listens; 0: any port that is free.", 7007, 0, IPEndPoint.MaxPort);
        var style = new Option<string>("--style") { Description = "How it is written.", DefaultValueFactory = _ => EchoServers.Tasks };
        style.AcceptOnlyFromAmong(EchoServers.Styles);
        var threads = Threads(1);
        var tls = new Option<bool>("--tls") { Description = "Uses TLS, with a certificate of its own making." };
        var work = Work(0);
        var command = new Command("serve", "Runs a server on this machine's loopback address until Ctrl-C.")
        {
            port, style, threads, tls, work,
        };
        command.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(
            parsed.GetRequiredValue(style),
            new(IPAddress.Loopback, parsed.GetValue(port)),
            new(parsed.GetValue(threads), parsed.GetValue(tls) ? Certificates.Create() : null, parsed.GetValue(work)),
            output,
            cancellationToken));
        return command;
    }

    private static Command PutLoad(Output output)
    {
        var port = Number("--port", "Where the server listens.", 7007, 1, IPEndPoint.MaxPort);
        var (connections, messages, size) = LoadOptions(connections: 100, messages: 100);
        var hold = Number(
            "--hold", "How many seconds the connections then stay open, silent, before each has to answer once more.", 0, 0, 3600);
        var tls = new Option<string>("--tls")
        {
            Description = "Uses TLS. The fingerprint that the server shows.",
            HelpName = "fingerprint",
        };
        var command = new Command("load", "Puts a load on a server of this machine.")
        {
            port, connections, messages, size, hold, tls,
        };
        command.SetAction((parsed, cancellationToken) => LoadCommand.RunAsync(
            new(
                new(IPAddress.Loopback, parsed.GetValue(port)),
                parsed.GetValue(connections),
                parsed.GetValue(messages),
                parsed.GetValue(size),
                TimeSpan.FromSeconds(parsed.GetValue(hold)))
            {
                Fingerprint = parsed.GetValue(tls),
            },
            output,
            cancellationToken));
        return command;
    }

    private static (Option<int> Connections, Option<int> Messages, Option<int> Size) LoadOptions(int connections, int messages) => (
        Number("--connections", "How many connections are open at the same time.", connections, 1, MaxConnections),
        Number("--messages", "How many messages each sends, the next after the answer.", messages, 1, MaxMessages),
        Number("--size", "How long a message is, in bytes.", 64, 1, MaxSize));

    private static Option<int> Threads(int byDefault) =>
        Number("--threads", "How many threads serve, each with a scheduler; they share the listener.", byDefault, 1, 256);

    private static Option<int> Work(int byDefault) =>
        Number("--work", "How many times each message is hashed, as work of the server.", byDefault, 0, 1_000_000);

    private static Option<int> Number(string name, string description, int byDefault, int min, int max) => new(name)
    {
        Description = $"{description} From {min} to {max}.",
        HelpName = "number",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
                return number;
            result.AddError($"{name} takes a number from {min} to {max}.");
            return default;
        },
    };
}
