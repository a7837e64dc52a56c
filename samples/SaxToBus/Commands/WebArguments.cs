using System.CommandLine;
using System.CommandLine.Parsing;

namespace SaxToBus;

/// <summary>The options for feeds of a web server.</summary>
internal sealed class WebArguments
{
    private readonly Option<TimeSpan> timeout =
        LiveOptions.Time("--timeout", "Give an answer of a web server up that takes longer.", WebOptions.Default.Timeout);

    private readonly Option<RequestHeader[]> headers = new("--header", "-H")
    {
        Description = "Send a header field to the web server, such as a key: NAME=@FILE with the value in a file, or NAME=VALUE, "
            + "which others see in the list of processes.",
        HelpName = "NAME=@FILE",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = Parse,
        Validators = { RejectMissingValue },
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(timeout);
        command.Add(headers);
    }

    /// <summary>Checks that the options have an effect.</summary>
    /// <param name="result">The command.</param>
    /// <param name="file">The feed; null for the embedded one.</param>
    public void Validate(CommandResult result, string? file)
    {
        if (WebAddress.IsMeant(file))
            return;

        if (result.GetResult(timeout) is { Implicit: false })
            result.AddError("--timeout needs a FILE that is an http or https address.");
        if (result.GetResult(headers) is { Implicit: false })
            result.AddError("--header needs a FILE that is an http or https address.");
    }

    /// <summary>Gets the options of requests.</summary>
    public WebOptions Of(ParseResult parsed) => new() { Timeout = parsed.GetValue(timeout), Headers = parsed.GetValue(headers) ?? [] };

    private static void RejectMissingValue(OptionResult result)
    {
        if (result.Tokens.Count < result.IdentifierTokenCount)
            result.AddError("--header needs a value: NAME=@FILE.");
    }

    private static RequestHeader[]? Parse(ArgumentResult result)
    {
        if (result.Tokens.Count > RequestHeader.MaxCount)
        {
            result.AddError($"--header is taken {RequestHeader.MaxCount} times at most.");
            return null;
        }

        try
        {
            return [.. result.Tokens.Select(token => RequestHeader.Parse(token.Value))];
        }
        catch (FaultException fault)
        {
            result.AddError(fault.Message);
            return null;
        }
    }
}
