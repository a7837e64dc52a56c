namespace SaxToBus.Tests;

/// <summary>Runs the command inside the test process, so that many runs are cheap.</summary>
internal static class InProcess
{
    internal static async Task<SampleResult> RunAsync(byte[] input, params string[] arguments)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.RunAsync(
            arguments, new() { OpenInput = () => new MemoryStream(input), OpenOutput = () => output, Error = error });
        return new(exitCode, output.ToArray(), error.ToString());
    }
}
