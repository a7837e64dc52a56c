using System.CommandLine;
using System.CommandLine.Invocation;

namespace ScxmlSample;

/// <summary>The arguments, and the commands that they select.</summary>
internal static class CommandLine
{
    private const string Description = """
        Runs, checks and draws SCXML documents, and runs the W3C's conformance tests.

        Examples:
          Scxml run examples/microwave.scxml --trace          events from standard input, one a line: NAME [JSON]
          Scxml run examples/calculator.scxml --events keys.txt --simulated
          Scxml check examples/*.scxml                        every fault, with line and column
          Scxml graph examples/microwave.scxml --format dot
          Scxml conform ../shared/data/scxml                  a table of results as Markdown
        """;

    /// <summary>Runs the command that the arguments select.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="terminal">Where the commands read and write.</param>
    /// <param name="cancellationToken">Ends the run, like Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var parsed = new RootCommand(Description) { Run(terminal), Check(terminal), Graph(terminal), Conform(terminal) }.Parse(args);
        if (parsed.Action is ParseErrorAction usage)
            usage.ShowHelp = usage.ShowTypoCorrections = false;

        var exitCode = await parsed.InvokeAsync(new() { Output = terminal.Out, Error = terminal.Error }, cancellationToken);
        return parsed.Errors.Count > 0 ? ExitCode.Fault : exitCode;
    }

    private static Command Run(Terminal terminal)
    {
        var file = File();
        var events = new Option<FileInfo?>("--events")
        {
            Description = "Reads the events from a file instead of standard input. A line is NAME [JSON], or a wait such as 'after 2s'.",
            HelpName = "file",
        };
        var trace = new Option<bool>("--trace") { Description = "Shows events, transitions and active states." };
        var simulated = new Option<bool>("--simulated") { Description = "Uses a simulated clock: waits take no time." };
        var sources = Sources();
        var http = new Option<bool>("--http")
        {
            Description = "Accepts and sends HTTP events, on this machine only (basic HTTP event I/O processor).",
        };
        var command = new Command("run", "Runs a document.") { file, events, trace, simulated, sources, http };
        command.SetAction((parsed, cancellationToken) => RunCommand.RunAsync(
            parsed.GetRequiredValue(file).FullName,
            new()
            {
                Events = parsed.GetValue(events)?.FullName,
                Trace = parsed.GetValue(trace),
                IsSimulated = parsed.GetValue(simulated),
                AllowSources = parsed.GetValue(sources),
                AllowHttp = parsed.GetValue(http),
            },
            terminal,
            cancellationToken));
        return command;
    }

    private static Command Check(Terminal terminal)
    {
        var files = new Argument<FileInfo[]>("files")
        {
            Description = "SCXML documents.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.AcceptExistingOnly();
        var sources = Sources();
        var command = new Command("check", "Reports every fault of documents, also syntax errors of their code.") { files, sources };
        command.SetAction((parsed, _) => CheckCommand.RunAsync(
            [.. parsed.GetRequiredValue(files).Select(static file => file.ToString())], parsed.GetValue(sources), terminal));
        return command;
    }

    private static Command Graph(Terminal terminal)
    {
        var file = File();
        var format = new Option<string>("--format")
        {
            Description = "The format of the drawing.",
            DefaultValueFactory = static _ => GraphCommand.Formats[0],
        };
        format.AcceptOnlyFromAmong(GraphCommand.Formats);
        var sources = Sources();
        var command = new Command("graph", "Draws the chart of a document.") { file, format, sources };
        command.SetAction((parsed, _) => GraphCommand.RunAsync(
            parsed.GetRequiredValue(file).FullName, parsed.GetRequiredValue(format), parsed.GetValue(sources), terminal));
        return command;
    }

    private static Command Conform(Terminal terminal)
    {
        var folder = new Argument<DirectoryInfo>("directory") { Description = "A directory with manifest.xml and the tests." };
        folder.AcceptExistingOnly();
        var noHttp = new Option<bool>("--no-http") { Description = "Leaves out the tests that need HTTP on this machine." };
        var command = new Command("conform", "Runs the W3C's conformance tests, and writes a table of the results as Markdown.")
        {
            folder, noHttp,
        };
        command.SetAction((parsed, cancellationToken) => ConformCommand.RunAsync(
            parsed.GetRequiredValue(folder).FullName, !parsed.GetValue(noHttp), terminal, cancellationToken));
        return command;
    }

    private static Argument<FileInfo> File() => new Argument<FileInfo>("file") { Description = "An SCXML document." }.AcceptExistingOnly();

    private static Option<bool> Sources() => new("--src")
    {
        Description = "Lets the document read files of its own directory with src attributes.",
    };
}
