using System.Diagnostics;

namespace SaxToBus.Tests;

/// <summary>The first <c>dotnet run</c>, which restores and builds before the program can print anything.</summary>
public sealed class FirstRunTests : IDisposable
{
    private readonly DirectoryInfo empty = Directory.CreateTempSubdirectory("SaxToBus");

    [Theory]
    [InlineData("AnnounceFirstRestore", "SaxToBus: restoring packages, the first time only ...")]
    [InlineData("AnnounceFirstBuild", "SaxToBus: building, which takes a minute or two the first time ...")]
    public async Task FirstRun_OnTerminal_ShowsProgress(string target, string text)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"),
            "A terminal needs script of util-linux: apt-get install bsdutils.");
        Assert.Contains(text, await RunAsync("script", "-qefc", $"dotnet {string.Join(' ', Arguments(target))}", "/dev/null"));
    }

    [Theory]
    [InlineData("AnnounceFirstRestore")]
    [InlineData("AnnounceFirstBuild")]
    public async Task FirstRun_OutputIsPipe_WritesNoProgressThere(string target)
    {
        Assert.Equal("", await RunAsync("dotnet", Arguments(target)));
    }

    [Fact]
    public void Summary_RunOfLessThanASecond_HasNoRate()
    {
        Assert.EndsWith("; 0 events, 1,000 bytes in 0.999 s; peak memory 2.0 MB", Summary(999));
        Assert.EndsWith("; 0 events, 1,000 bytes in 1.000 s (0.0 MB/s); peak memory 2.0 MB", Summary(1000));

        static string Summary(int milliseconds) =>
            new RunSummary(new Tally(), 1_000, TimeSpan.FromMilliseconds(milliseconds), 2_000_000).ToString();
    }

    public void Dispose() => empty.Delete(recursive: true);

    /// <summary>Runs one target as <c>dotnet run</c> does, for a project that was neither restored nor built.</summary>
    private string[] Arguments(string target) =>
    [
        "msbuild", Path.Combine(Feeds.RootOrSkip, "samples", "SaxToBus", "SaxToBus.csproj"), "-nologo", "-verbosity:quiet",
        $"-target:{target}",
        $"-property:MSBuildProjectExtensionsPath={empty.FullName}/", $"-property:OutDir={empty.FullName}/",
    ];

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
