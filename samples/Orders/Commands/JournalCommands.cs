using System.CommandLine;

namespace Orders;

/// <summary>Declares the commands for the journal of durable orders.</summary>
/// <param name="journal">The option with the file, which all commands share.</param>
/// <param name="settings">Returns the settings of a call.</param>
/// <param name="run">Runs a command, and returns its exit code.</param>
/// <param name="output">Standard output.</param>
internal sealed class JournalCommands(
    Option<string?> journal, Func<ParseResult, string[]> settings, Func<Func<Task<int>>, Task<int>> run, TextWriter output)
{
    private const string Repairs = "Stop the service first.";

    /// <summary>Returns the commands.</summary>
    public IEnumerable<Command> Create()
    {
        var key = new Argument<string>("key") { Description = "The order, such as order-1." };
        var copy = new Argument<string>("file") { Description = "The file to write. It must not exist." };
        yield return Declare(
            "machines", "Lists the durable orders: state, number of records, what is due.", (tool, _, token) => tool.ListAsync(token));
        yield return Declare(
            "show", "Shows the journal of an order, one record a line.", (tool, parsed, token) => tool.ShowAsync(parsed.GetValue(key)!, token), key);
        yield return Declare(
            "replay",
            "Replays all orders against the code of this program. Exit code 1: an order can no longer be replayed.",
            (tool, _, token) => tool.ReplayAsync(token));
        yield return Declare(
            "retry",
            $"Lets a parked order continue, if it can be replayed. {Repairs}",
            (tool, parsed, token) => tool.RetryAsync(parsed.GetValue(key)!, token),
            key);
        yield return Declare(
            "backup",
            "Copies the journal and the shop's file beside it. The service may be running.",
            (tool, parsed, token) => tool.BackUpAsync(parsed.GetValue(copy)!, token),
            copy);
    }

    private Command Declare(
        string name,
        string description,
        Func<JournalTool, ParseResult, CancellationToken, Task<int>> call,
        params Symbol[] symbols) => Declare(name, description, call, creates: false, symbols);

    private Command Declare(
        string name,
        string description,
        Func<JournalTool, ParseResult, CancellationToken, Task<int>> call,
        bool creates,
        params Symbol[] symbols)
    {
        var command = new Command(name, description);
        command.Options.Add(journal);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        command.SetAction((parsed, token) => run(async () =>
        {
            await using var tool = await JournalTool.OpenAsync(settings(parsed), output, creates, token);
            return await call(tool, parsed, token);
        }));
        return command;
    }
}
