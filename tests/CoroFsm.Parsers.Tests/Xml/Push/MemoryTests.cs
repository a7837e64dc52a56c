using System.Diagnostics;
using System.Globalization;
using CoroFsm.Parsers.Attacks;
using CoroFsm.Parsers.Xml;

namespace CoroFsm.Parsers.Tests.Xml.Push;

/// <summary>
/// The cost of an attack: the peak memory of a process that parses it, minus that of one whose parser has seen a few ordinary tags. It
/// includes the heap with its garbage, rented buffers and code.
/// </summary>
public sealed class MemoryTests
{
    private const long Most = 20_000_000;

    private static IEnumerable<string> Attacks =>
        [.. LimitTests.Attacks.Select(row => row.Data.Item1), .. LimitTests.Floods.Select(row => row.Data), "2,000,000 names"];

    [Fact]
    public async Task PeakMemory_AnyAttack_StaysSmall()
    {
#if DEBUG
        Assert.Skip("Takes long in Debug, and says nothing there.");
#endif
        var (idle, verdict) = await PeakOfAsync("none");
        Assert.Equal("accepted", verdict);
        List<string> tooMuch = [];
        foreach (var attack in Attacks)
        {
            (var peak, verdict) = await PeakOfAsync(attack);
            Assert.True(
                verdict == "accepted" || verdict.Contains(nameof(XmlPushOptions), StringComparison.Ordinal), $"{attack}: {verdict}");
            if (peak - idle > Most)
                tooMuch.Add($"{attack}: {peak - idle:N0} bytes");
        }

        Assert.Empty(tooMuch);
    }

    private static async Task<(long Peak, string Verdict)> PeakOfAsync(string attack)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Attack).Assembly.Location, attack])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        var lines = output.Split('\n');
        return (long.Parse(lines[0], CultureInfo.InvariantCulture), lines[1].Trim());
    }
}
