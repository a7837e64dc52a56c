using ScxmlSample;

namespace CoroFsm.Scxml.Tests.Sample;

/// <summary>A run of the command line inside the test process.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    internal static async Task<SampleRun> WithInputAsync(string input, params string[] arguments)
    {
        using StringReader standardInput = new(input);
        await using StringWriter output = new() { NewLine = "\n" };
        await using StringWriter error = new() { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(arguments, new(standardInput, output, error, IsTerminal: false));
        return new(exitCode, output.ToString(), error.ToString());
    }

    internal static Task<SampleRun> OfAsync(params string[] arguments) => WithInputAsync("", arguments);
}
