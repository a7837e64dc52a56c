using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace SaxToBus;

/// <summary>The arguments, and what they lead to.</summary>
internal static class CommandLine
{
    private const string Description = """
        Shows where the buses of a feed are. Without a file it reads a small feed that is built in.

        Examples:
          SaxToBus                                        route 22 North Bound of the built-in feed, as a table
          SaxToBus feed.xml --route 56 --direction any    all buses on route 56
          SaxToBus feed.xml --format csv > rows.csv       route,id,"direction",latitude,longitude
          SaxToBus generate --buses 50000 | SaxToBus -    a feed from a pipe
          SaxToBus tcp://localhost:5000                   a feed over TCP, as it arrives
          SaxToBus compare feed.xml                       the same on a coroutine, a generator, a statechart and Stateless
          SaxToBus https://… --header x-api-key=@key.txt  a feed of the web, once, with a key from a file
          SaxToBus https://… --follow --every 10s         a feed of the web, as it changes
          SaxToBus feed.xml --map map.html                where all buses are, as a page with a map

        Exit codes: 0 done; 2 the arguments or the input are at fault; 3 nothing was recognized, or the service reports
        an error in place of vehicles; 130 interrupted.
        """;

    /// <summary>Runs what the arguments ask for.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="streams">Where the commands read and write.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, StandardStreams streams)
    {
        // A value that begins with @ is a value, not a file of arguments.
        var parsed = Build(streams).Parse(args, new() { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            // Written here: help would go to standard output, among the rows, and an address with its secrets to standard error.
            foreach (var error in parsed.Errors)
                await streams.Error.WriteLineAsync(Printable.Line(WebAddress.MaskIn(error.Message, args)));
            return ExitCode.Fault;
        }

        var exitCode = await parsed.InvokeAsync(new() { Error = streams.Error });
        return parsed.Errors.Count > 0 ? ExitCode.Fault : exitCode;
    }

    private static RootCommand Build(StandardStreams streams)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The feed: a file, also one compressed with gzip, an http or https address, tcp://host:port, "
                + "or - for standard input. [default: the built-in feed]",
            Arity = ArgumentArity.ZeroOrOne,
            Validators = { RejectMalformed },
        };
        var route = new Option<string>("--route", "-r")
        {
            Description = "The route, or any.",
            HelpName = "route",
            DefaultValueFactory = _ => "22",
        };
        var direction = new Option<string>("--direction", "-d")
        {
            Description = "The direction, or any.",
            HelpName = "direction",
            DefaultValueFactory = _ => "North Bound",
        };
        var format = new Option<OutputFormat?>("--format", "-f")
        {
            Description = "How the buses are shown. [default: table on a terminal and for the built-in feed, else csv]",
            HelpName = "table|csv|json",
        };
        format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "table", "csv", "json");
        var threads = new Option<bool>("--threads", "-t") { Description = "Parse on one thread and process on another." };
        var backend = new Option<Backend>("--backend", "-b")
        {
            Description = "What runs the machine that finds the buses.",
            HelpName = "coroutine|generator|statechart|stateless",
            DefaultValueFactory = _ => Backend.Coroutine,
        };
        backend.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "coroutine", "generator", "statechart", "stateless");
        var root = new RootCommand(Description)
        {
            file, route, direction, format, threads, backend, Events(streams), Compare(streams), Generate(streams),
        };
        var parser = new ParserOptions(root);
        var live = new LiveOptions(root, file, format, threads, backend);
        root.SetAction((parsed, cancellationToken) =>
        {
            var filter = BusFilter.Parse(live.OrAny(parsed, route), live.OrAny(parsed, direction));
            if (live.IsFollowing(parsed))
                return FollowCommand.RunAsync(live.Of(parsed, filter, parser.Of(parsed)), streams, cancellationToken);

            var uses = (Format: parsed.GetValue(format), Threads: parsed.GetValue(threads), Backend: parsed.GetValue(backend));
            var shown = new ShowOptions(parsed.GetValue(file), filter, uses.Format, parser.Of(parsed), uses.Threads, uses.Backend)
            {
                Map = live.MapOf(parsed),
                Web = live.WebOf(parsed),
                Zone = live.ZoneOf(parsed),
            };
            return ShowCommand.RunAsync(shown, streams, cancellationToken);
        });
        return root;
    }

    private static Command Events(StandardStreams streams)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The document: a file, an http or https address, tcp://host:port, or - for standard input.",
            Validators = { RejectMalformed },
        };
        var command = new Command("events", """
            Lists the events of an XML document: S name, T text, E name. Adjacent text is one event.

            Example:
              SaxToBus events feed.xml | head -20
            """) { file };
        command.Validators.Add(RejectWhatIsForTheRoot);
        var parser = new ParserOptions(command);
        var web = new WebArguments();
        web.AddTo(command);
        command.Validators.Add(result => web.Validate(result, result.GetValue(file)));
        command.SetAction((parsed, cancellationToken) =>
            EventsCommand.RunAsync(parsed.GetRequiredValue(file), parser.Of(parsed), web.Of(parsed), streams, cancellationToken));
        return command;
    }

    private static Command Compare(StandardStreams streams)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "The feed: a file, for it is read several times. [default: the built-in feed]",
            Arity = ArgumentArity.ZeroOrOne,
            Validators = { RejectMalformed },
        };
        var rounds = new Option<int>("--rounds", "-n")
        {
            Description = "How often each backend reads the feed; the median time is shown.",
            HelpName = "number",
            DefaultValueFactory = _ => CompareCommand.UsualRounds,
            CustomParser = result => Number(result, CompareCommand.MaxRounds, min: 1),
        };
        var command = new Command("compare", """
            Reads a feed with each backend in turns, and tells whether their rows are equal, the time and what they allocate.
            stateless is the declared chart on the library Stateless, by way of CoroFsm.Stateless.

            Example:
              SaxToBus compare feed.xml
            """) { file, rounds };
        command.Validators.Add(RejectWhatIsForTheRoot);
        var parser = new ParserOptions(command);
        command.SetAction((parsed, cancellationToken) =>
            CompareCommand.RunAsync(parsed.GetValue(file), parser.Of(parsed), parsed.GetValue(rounds), streams, cancellationToken));
        return command;
    }

    private static Command Generate(StandardStreams streams)
    {
        var buses = new Option<long>("--buses", "-n")
        {
            Description = $"How many buses, up to {FeedGenerator.MaxBuses}; a thousand take about 0.6 MB.",
            HelpName = "number",
            DefaultValueFactory = _ => FeedGenerator.EmbeddedBuses,
            CustomParser = result => Number(result, FeedGenerator.MaxBuses),
        };
        var seed = new Option<ulong>("--seed", "-s")
        {
            Description = "The same seed gives the same bytes.",
            HelpName = "number",
            DefaultValueFactory = _ => FeedGenerator.EmbeddedSeed,
            CustomParser = result => Number(result, ulong.MaxValue),
        };
        var shape = new Option<FeedShapeName>("--shape")
        {
            Description = "What it looks like: buses, as the built-in one, or siri, as SIRI-VM has it.",
            HelpName = "buses|siri",
        };
        shape.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "buses", "siri");
        var command = new Command("generate", """
            Writes a made-up feed to standard output; by default the built-in one.

            Examples:
              SaxToBus generate --buses 50000 --seed 7 > big.xml
              SaxToBus generate --shape siri --buses 1000 > siri.xml
            """) { buses, seed, shape };
        command.Validators.Add(RejectWhatIsForTheRoot);
        command.SetAction((parsed, cancellationToken) =>
            GenerateCommand.RunAsync(parsed.GetValue(shape), parsed.GetValue(buses), parsed.GetValue(seed), streams, cancellationToken));
        return command;
    }

    private static T Number<T>(ArgumentResult result, T max, T? min = default)
        where T : IBinaryInteger<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min! && number <= max)
            return number;

        result.AddError($"{((OptionResult)result.Parent!).IdentifierToken} takes a number from {min} to {max}.");
        return default!;
    }

    /// <summary>A file or an option before a subcommand would be taken, and then not looked at.</summary>
    private static void RejectWhatIsForTheRoot(CommandResult command)
    {
        foreach (var given in ((CommandResult)command.Parent!).Children)
        {
            if (given is OptionResult { Implicit: false } option)
                command.AddError($"{option.IdentifierToken} does not go with {command.Command.Name}.");
            else if (given is ArgumentResult { Tokens: [var token, ..] })
                command.AddError($"{FeedInput.NameOf(token.Value)} does not go before {command.Command.Name}.");
        }
    }

    /// <summary>
    /// An option that does not exist, or an address that is not valid, would be taken for a file. A file of such a name can be called
    /// ./-name.
    /// </summary>
    private static void RejectMalformed(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.Length == 0)
                result.AddError("FILE is empty.");
            else if (token.Value.StartsWith('-') && token.Value != FeedInput.StandardInput)
                result.AddError($"There is no option {token.Value}.");
            else if (WebAddress.FaultOf(token.Value) is { } fault)
                result.AddError(fault);
        }
    }
}
