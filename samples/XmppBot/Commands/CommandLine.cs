using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace XmppBot;

/// <summary>The arguments, and what they lead to.</summary>
internal static class CommandLine
{
    /// <summary>How long the bot may take to leave after Ctrl-C: more than the limit of that step.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(15);

    /// <summary>The environment variable that holds the password where no file does.</summary>
    public const string PasswordVariable = "XMPP_PASSWORD";

    private const string Description =
        "A bot on XMPP: sends every message back. It knows help, uptime, state. " +
        """
        Ctrl-C makes it leave; the signal HUP makes it look whether its connection is alive.

        Exit codes: 0 left, 2 arguments, 3 no connection, 4 TLS or certificate refused,
        """ + " " +
        """
        5 authentication refused, 6 stream error or protocol broken, 7 time-out.

        Example:
          XmppBot --jid bot@example.org --password-file secret.txt
        """;

    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter error, TimeProvider time)
    {
        error = TextWriter.Synchronized(error);
        var parsed = Build(error, time).Parse(args, new() { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction usage)
        {
            usage.ShowHelp = false;
            usage.ShowTypoCorrections = false;
        }

        var exitCode = await parsed.InvokeAsync(new()
        {
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = Farewell,
        });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
    }

    private static RootCommand Build(TextWriter error, TimeProvider time)
    {
        var jid = new Option<string>("--jid")
        {
            Description = "The account: name@domain, or name@domain/resource.",
            HelpName = "address",
            Required = true,
        };
        var passwordFile = new Option<string?>("--password-file")
        {
            Description = $"A file whose first line is the password. [default: the variable {PasswordVariable}]",
            HelpName = "file",
        };
        var server = new Option<string?>("--server")
        {
            Description = $"Where the server listens. [default: the domain, port {ServerAddress.DefaultPort}]",
            HelpName = "host:port",
        };
        var tls = new Option<string>("--tls")
        {
            Description = "Whether the connection is encrypted.",
            HelpName = "required|optional|off",
            DefaultValueFactory = _ => "required",
        };
        tls.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && token.Value is not ("required" or "optional" or "off"))
                result.AddError("--tls takes required, optional or off.");
        });
        var trust = new Option<string?>("--trust")
        {
            Description = "Certificates (PEM) to trust instead of those of the system.",
            HelpName = "file",
        };
        var allowPlain = new Option<bool>("--allow-plain")
        {
            Description = "Let the password itself be sent without TLS, beside an unknown SCRAM, or after a SCRAM that was used before.",
        };
        var subscriptions = new Option<string>("--subscriptions")
        {
            Description = "Who may see the presence of the bot: no account, accounts of its domain, or all accounts.",
            HelpName = "refuse|domain|accept",
            DefaultValueFactory = _ => "refuse",
        };
        subscriptions.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && token.Value is not ("refuse" or "domain" or "accept"))
                result.AddError("--subscriptions takes refuse, domain or accept.");
        });
        var trace = new Option<bool>("--trace") { Description = "Show states and stanzas on standard error, secrets masked." };
        var root = new RootCommand(Description) { jid, passwordFile, server, tls, trust, allowPlain, subscriptions, trace };
        root.SetAction((parsed, cancellationToken) => RunAsync(
            () => new(
                parsed.GetRequiredValue(jid),
                parsed.GetValue(passwordFile),
                parsed.GetValue(server),
                Enum.Parse<TlsUse>(parsed.GetRequiredValue(tls), ignoreCase: true),
                parsed.GetValue(trust),
                parsed.GetValue(allowPlain),
                Enum.Parse<SubscriptionPolicy>(parsed.GetRequiredValue(subscriptions), ignoreCase: true)),
            parsed.GetValue(trace) ? new(error) : null,
            error,
            time,
            cancellationToken));
        return root;
    }

    private static async Task<int> RunAsync(
        Func<BotArguments> read, Trace? trace, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var arguments = read();
            var (options, server, tls) = arguments.Resolve();
            var bot = new EchoBot(time, arguments.Subscriptions);
            Action<string> notice = line => error.WriteLine(Printable.Line(line));
            await using var client = new BotClient(options, server, tls, bot, time, trace, notice);
            using var hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                client.Check();
            });
            client.Begin();
            await using var leaving = cancellationToken.Register(client.Leave);
            if (await client.Ended is not { } failure)
                return ExitCode.Done;
            await error.WriteLineAsync(Printable.Line(failure.Message));
            return ExitCode.Of(failure.Kind);
        }
        catch (UsageException fault)
        {
            await error.WriteLineAsync(Printable.Line(fault.Message));
            return ExitCode.Usage;
        }
    }
}
