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
        var sequence = new Argument<long>("sequence") { Description = "The number of the record, as the command show prints it." };
        var purged = new Argument<string?>("key")
        {
            Description = "The order. Default: all that have ended.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var days = new Option<int>("--days")
        {
            Description = "Days since the end, for all orders.",
            HelpName = "number",
            DefaultValueFactory = static _ => 90,
        };
        days.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError("--days takes a number from 0.");
        });
        var force = new Option<bool>("--force") { Description = "Removes an order that has not ended, too." };
        var copy = new Argument<string>("file") { Description = "The file to write. It must not exist." };
        var one = new Option<string?>("--order") { Description = "The order. Default: all.", HelpName = "key" };
        var source = new Argument<string>("file") { Description = "The file to read." };
        var replace = new Option<bool>("--replace") { Description = "Replaces orders that exist." };
        yield return Declare(
            "machines", "Lists the durable orders: state, number of records, what is due.", (tool, _, token) => tool.ListAsync(token));
        yield return Declare(
            "show",
            "Shows the journal of an order, one record a line.",
            (tool, parsed, token) => tool.ShowAsync(parsed.GetValue(key)!, token),
            key);
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
            "skip",
            $"Leaves a record of an order out, if its later records can be handled without it. {Repairs}",
            (tool, parsed, token) => tool.SkipAsync(parsed.GetValue(key)!, parsed.GetValue(sequence), token),
            key,
            sequence);
        yield return Declare(
            "purge",
            $"Removes an order that has ended, or all that ended some time ago. {Repairs}",
            (tool, parsed, token) => parsed.GetValue(purged) is { } id
                ? tool.PurgeAsync(id, parsed.GetValue(force), token)
                : tool.PurgeEndedAsync(TimeSpan.FromDays(parsed.GetValue(days)), token),
            purged,
            days,
            force);
        yield return Declare(
            "export",
            "Writes all orders, or one, as lines of JSON. The service may be running.",
            (tool, parsed, token) => tool.ExportAsync(parsed.GetValue(copy)!, parsed.GetValue(one), token),
            copy,
            one);
        yield return Declare(
            "import",
            $"Stores the orders of an export. The stock is not changed. {Repairs}",
            (tool, parsed, token) => tool.ImportAsync(parsed.GetValue(source)!, parsed.GetValue(replace), token),
            creates: true,
            source,
            replace);
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
