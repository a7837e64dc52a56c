using System.Globalization;
using System.Text.RegularExpressions;

namespace SaxToBus.Tests;

public sealed class MemoryTests
{
    [Fact]
    public async Task PeakMemory_FeedTenTimesAsLong_StaysTheSame()
    {
#if DEBUG
        Assert.Skip("Takes long in Debug, and says nothing there.");
#endif
        var small = await PeakOf(30_000_000);
        var large = await PeakOf(300_000_000);
        Assert.InRange(large, 0, small * 1.10);
    }

    /// <summary>
    /// Generates a feed of about the given size, reads it from a pipe, and returns the peak memory that the summary reports.
    /// </summary>
    private static async Task<double> PeakOf(long bytes)
    {
        const int BytesOfABus = 565;
        using var sample = Sample.Start(readsOutput: true, "-", "--format", "csv");
        using (var generator = Sample.Start(
            readsOutput: false, "generate", "--seed", "1", "--buses", (bytes / BytesOfABus).ToString(CultureInfo.InvariantCulture)))
        {
            await generator.Output.BaseStream.CopyToAsync(sample.Input, 1 << 16, TestContext.Current.CancellationToken);
            sample.Input.Close();
        }

        var result = await sample.EndAsync();
        Assert.Equal(0, result.ExitCode);
        var match = Regex.Match(result.Error, @"peak\D*(?<mb>[\d.,]+) MB", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(match.Success, result.Error);
        return double.Parse(match.Groups["mb"].ValueSpan, NumberStyles.Number, CultureInfo.InvariantCulture);
    }
}
