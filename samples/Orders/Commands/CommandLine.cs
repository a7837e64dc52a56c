using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Orders;

/// <summary>Parses the arguments, and runs a command.</summary>
internal static class CommandLine
{
    private const int Done = 0;
    private const int Fault = 2;
    private const int Interrupted = 130;
    private const string JournalName = "--journal";

    private const string Description = """
        An order service in ASP.NET Core. The life of each order is one coroutine.

        Without a command, serves on http://127.0.0.1:5080 until Ctrl+C.

        With --journal, orders are durable: they continue where they were when the service starts again.

        Settings are those of ASP.NET Core, and:
          --Shop:ReturnPeriod=00:00:30    the period in which goods may be returned (default: 30 days)
          --Shop:IdleTimeout=00:00:30     closes orders that are not paid (default: 10 minutes)
          --Shop:Pieces=3                 the pieces of each product in stock (default: 1,000,000)
          --Payments:FailRate=0.5         the share of payment calls that fail (default: 0.1)
          --Payments:HangRate=0.5         ... that hang (default: 0.1)
          --Payments:CancelRate=0.5       ... that the payment service cancels (default: 0.1)
          --Payments:DeclineRate=0.5      ... that are declined (default: 0)
          --Payments:Seed=2               the seed of this misbehaviour (default: 1)
        The cards "declines", "fails", "hangs" and "cancels" do what they say.
        """;

    private static readonly string[] Sections =
    [
        $"{ShopOptions.Section}:", $"{ShopOptions.Section}=", $"{PaymentOptions.Section}:", $"{PaymentOptions.Section}=",
        "Journal:", "Journal=", "Logging:", "Kestrel:", "environment=", "contentRoot=", "applicationName=",
    ];

    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand(Description) { Load(output, error) };
        var urls = new Option<string?>("--urls") { Description = "The addresses to listen on, with semicolons.", HelpName = "urls" };
        var journal = JournalOption("The file in which orders are stored: they survive the process. Default: in memory.");
        var quiet = new Option<bool>("--quiet") { Description = "Does not say how to try the service." };
        var telemetry = new Option<bool>("--telemetry") { Description = "Writes metrics and traces to the console." };
        foreach (var command in new JournalCommands(
            JournalOption("The file with the orders. Default: the setting Journal:Path."),
            JournalSettings,
            work => RunAsync(error, work),
            output)
            .Create())
            root.Subcommands.Add(command);
        root.Options.Add(urls);
        root.Options.Add(journal);
        root.Options.Add(telemetry);
        root.Options.Add(quiet);
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((parsed, _) => RunAsync(error, async () =>
        {
            await ServeCommand.RunAsync(
                Settings(parsed, ("urls", parsed.GetValue(urls)), (OrderService.JournalPath, parsed.GetValue(journal))),
                parsed.GetValue(telemetry),
                parsed.GetValue(quiet) ? TextWriter.Null : output);
            return Done;
        }));

        var parsed = root.Parse(args);
        if (parsed.UnmatchedTokens.FirstOrDefault(static token => !IsSetting(token)) is { } unknown)
        {
            await error.WriteLineAsync($"{unknown} is neither a command nor a setting. See --help.");
            return Fault;
        }

        if (parsed.CommandResult.Command.Name == "load" && parsed.UnmatchedTokens.Count > 0)
        {
            await error.WriteLineAsync("load takes no settings: it has its own. See load --help.");
            return Fault;
        }

        if (parsed.Action is ParseErrorAction usage)
            usage.ShowHelp = usage.ShowTypoCorrections = false;

        // The host handles Ctrl+C, and takes the time that it needs for a graceful stop.
        var exitCode = await parsed.InvokeAsync(new() { Output = output, Error = error, ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 ? Fault : exitCode;
    }

    private static Command Load(TextWriter output, TextWriter error)
    {
        var orders = Number("--orders", "The number of orders. Each has ten requests.", 2000, 1, 100_000);
        var clients = Number("--clients", "The number of orders that are in progress at the same time.", 100, 1, 1000);
        var hold = Number("--hold", "The return period and the idle timeout, in seconds.", 10, 1, 3600);
        var seed = Number("--seed", "The seed of the customers and of the payment service.", 1, 0, int.MaxValue);
        var command = new Command("load", "Runs the service on a free loopback port, and puts a load on it.")
        {
            orders, clients, hold, seed,
        };
        command.SetAction((parsed, _) => RunAsync(error, async () =>
        {
            await LoadCommand.RunAsync(
                new(
                    parsed.GetValue(orders),
                    parsed.GetValue(clients),
                    TimeSpan.FromSeconds(parsed.GetValue(hold)),
                    parsed.GetValue(seed)),
                output);
            return Done;
        }));
        return command;
    }

    private static bool IsSetting(string token) =>
        token.StartsWith("--", StringComparison.Ordinal) && token.Contains('=')
        && Array.Exists(Sections, section => token.AsSpan(2).StartsWith(section, StringComparison.OrdinalIgnoreCase));

    private static string[] Settings(ParseResult parsed, params (string Name, string? Value)[] options) =>
    [
        .. parsed.UnmatchedTokens,
        .. options.Where(static option => option.Value is not null).Select(static option => $"--{option.Name}={option.Value}"),
    ];

    private static string[] JournalSettings(ParseResult parsed) =>
        Settings(parsed, (OrderService.JournalPath, parsed.GetValue<string?>(JournalName)));

    private static Option<string?> JournalOption(string description) =>
        new(JournalName) { Description = description, HelpName = "file" };

    /// <summary>Runs a command. Faults that the user can correct become a line on standard error.</summary>
    private static async Task<int> RunAsync(TextWriter error, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (FaultException fault)
        {
            await error.WriteLineAsync(fault.Message);
            return Fault;
        }
    }

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
