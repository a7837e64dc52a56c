using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>The command <c>ratios</c>: quick, and robust against a busy machine.</summary>
internal static class RatiosCommand
{
    private const int MaxSeconds = 3600;

    internal static Command Create()
    {
        var suite = new Argument<string>("suite") { Description = "What to measure." }.AcceptOnlyFromAmong(Suites.Names);
        var asJson = new Option<bool>("--json") { Description = "Writes a JSON array and nothing else." };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long the rounds go on.",
            DefaultValueFactory = _ => 30,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is >= 1 and <= MaxSeconds)
                    return given;
                result.AddError($"--seconds takes a number from 1 to {MaxSeconds}.");
                return default;
            },
        };
        var directory = new Option<DirectoryInfo>("--directory")
        {
            Description = "Where a suite writes its files, such as a disk or /dev/shm.",
            DefaultValueFactory = _ => new(Path.GetTempPath()),
        }.AcceptExistingOnly();
        var command = new Command("ratios", "Runs the contenders of a suite in turns and compares each with its baseline.")
        {
            suite,
            asJson,
            seconds,
            directory,
        };
        command.SetAction(arguments => Run(
            arguments.GetRequiredValue(suite),
            arguments.GetRequiredValue(directory).FullName,
            TimeSpan.FromSeconds(arguments.GetValue(seconds)),
            arguments.GetValue(asJson)));
        return command;
    }

    private static void Run(string name, string directory, TimeSpan time, bool asJson)
    {
        using var suite = Suites.Create(name, directory);
        foreach (var note in suite.Notes)
            Console.Error.WriteLine(note);
        var results = Contest.Run(suite, time);
        if (asJson)
            Console.WriteLine(JsonSerializer.Serialize(results, CaseResultJson.Default.IReadOnlyListCaseResult));
        else
            Write(ResultTable.Of(suite, results));
    }

    private static void Write(Table table)
    {
        // A file has no width; 80 columns, which are assumed then, would break the numbers.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
    }
}
