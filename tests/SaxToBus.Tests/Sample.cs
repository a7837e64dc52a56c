using System.Diagnostics;
using System.Text;

namespace SaxToBus.Tests;

/// <summary>The sample as a process.</summary>
internal sealed class Sample : IDisposable
{
    private readonly Process process;
    private readonly Task<byte[]> output;
    private readonly Lazy<Task<string>> error;

    private Sample(Process process, bool readsOutput)
    {
        this.process = process;
        output = readsOutput ? ReadAll(process.StandardOutput.BaseStream) : Task.FromResult<byte[]>([]);
        error = new(process.StandardError.ReadToEndAsync);
    }

    internal static string Dll => typeof(BusFeed).Assembly.Location;

    internal Stream Input => process.StandardInput.BaseStream;

    /// <summary>Gets standard error, for reading it before <see cref="EndAsync"/>.</summary>
    internal StreamReader Error => process.StandardError;

    internal StreamReader Output => process.StandardOutput;

    internal static Sample Start(bool readsOutput, params string[] arguments)
    {
        var started = Process.Start(new ProcessStartInfo("dotnet", [Dll, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        })!;
        return new(started, readsOutput);
    }

    internal static async Task<SampleResult> RunAsync(params string[] arguments)
    {
        using var sample = Start(readsOutput: true, arguments);
        sample.process.StandardInput.Close();
        return await sample.EndAsync();
    }

    internal static async Task<SampleResult> RunOnAsync(byte[] input, params string[] arguments)
    {
        using var sample = Start(readsOutput: true, arguments);
        try
        {
            await sample.Input.WriteAsync(input, TestContext.Current.CancellationToken);
            sample.Input.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything.
        }

        return await sample.EndAsync();
    }

    internal async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    internal async Task<SampleResult> EndAsync()
    {
        var complaints = error.Value;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await complaints);
    }

    internal async Task<int> ExitCodeAsync() => (await EndAsync()).ExitCode;

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static async Task<byte[]> ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}

internal sealed record SampleResult(int ExitCode, byte[] Output, string Error)
{
    internal string Text => Encoding.UTF8.GetString(Output);

    internal string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
