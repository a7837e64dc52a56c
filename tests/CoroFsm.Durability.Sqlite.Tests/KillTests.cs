using System.Diagnostics;

namespace CoroFsm.Durability.Sqlite.Tests;

/// <summary>A short run of the program CoroFsm.Durability.Kill, which kills processes at random moments.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task Kill_AtRandomMoments_LosesRepeatsAndInventsNothing()
    {
        var (code, output) = await RunAsync("--rounds", "18", "--delay", "80");
        Assert.True(code == 0, output);
        Assert.Contains("18 rounds of seed 1: nothing lost", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_EventsAreAcknowledgedBeforeTheyAreStored_IsFound()
    {
        var (code, output) = await RunAsync("--rounds", "30", "--kinds", "Events", "--plant", "EarlyAcknowledgement");
        Assert.Equal(1, code);
        Assert.Contains("LOST", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
#if DEBUG
        Assert.Skip("Takes long in Debug, and says nothing more there.");
#endif
        var program = Path.Combine(AppContext.BaseDirectory, "CoroFsm.Durability.Kill.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
