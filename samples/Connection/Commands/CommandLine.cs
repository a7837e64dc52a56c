using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Connection;

/// <summary>The arguments, and what they lead to.</summary>
internal static class CommandLine
{
    private const int MaxEvents = 10_000_000;
    private const int MaxSeconds = 60;

    private const string Description =
        "The connection machine as a switch, a coroutine, a generator, state methods, a statechart, " +
        """
        and on Stateless: sends the same events through all, shows that they
        do the same, and measures what each costs.

        Examples:
          Connection                    100,000 random events, measured for 10 seconds
          Connection --seed 7 --json    other events, and the figures as a JSON array
        """;

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <returns>The exit code: 0, 1 if the forms differ, 2 if the arguments are at fault.</returns>
    internal static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error, bool isTerminal)
    {
        // A value that begins with @ is a value, not a file of arguments.
        var parsed = Build(output, error, isTerminal).Parse(args, new() { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction usage)
        {
            usage.ShowHelp = false;
            usage.ShowTypoCorrections = false;
        }

        var exitCode = parsed.Invoke(new() { Output = output, Error = error });
        return parsed.Errors.Count > 0 ? 2 : exitCode;
    }

    private static RootCommand Build(TextWriter output, TextWriter error, bool isTerminal)
    {
        var events = Number("--events", "-n", "How many events each form is sent in a round.", 100_000, 1, MaxEvents);
        var seed = Number("--seed", "-s", "The same seed gives the same events.", 1, 0, int.MaxValue);
        var seconds = Number("--seconds", "-t", "How long is measured; at least one round.", 10, 0, MaxSeconds);
        var asJson = new Option<bool>("--json") { Description = "Writes the figures as a JSON array and nothing else." };
        var root = new RootCommand(Description) { events, seed, seconds, asJson };
        root.SetAction((parsed, cancellationToken) => Task.Run(
            () => ConnectionCommand.Run(
                new(
                    parsed.GetValue(events),
                    parsed.GetValue(seed),
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    parsed.GetValue(asJson)),
                ConnectionForms.All,
                output,
                error,
                isTerminal,
                cancellationToken),
            CancellationToken.None));
        return root;
    }

    private static Option<int> Number(string name, string alias, string description, int standard, int min, int max) => new(name, alias)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => standard,
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
