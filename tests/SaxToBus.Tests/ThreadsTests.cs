using System.Text;

namespace SaxToBus.Tests;

/// <summary>With <c>--threads</c> everything but the elapsed time is the same.</summary>
public sealed class ThreadsTests
{
    private static readonly string[] All = ["--route", "any", "--direction", "any"];

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("table")]
    public async Task Threads_AnyFormat_GivesTheSameOutput(string format)
    {
        var one = await Sample.RunOnAsync(Feeds.Embedded, ["-", "--format", format, .. All]);
        var two = await Sample.RunOnAsync(Feeds.Embedded, ["-", "--format", format, "--threads", .. All]);
        Assert.Equal(0, two.ExitCode);
        Assert.NotEmpty(one.Output);
        if (format == "table")
            Assert.Equal(Cells(one.Text), Cells(two.Text));     // a pause of the input may end a slice
        else
            Assert.Equal(one.Output, two.Output);
        Assert.Equal(one.ErrorLines.Single().Split(" bytes in ")[0], two.ErrorLines.Single().Split(" bytes in ")[0]);

        static IEnumerable<string> Cells(string table) => table.Split('\n').Where(line => line.Contains("Bound", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Threads_RealFeed_EqualsGolden()
    {
        var result = await Sample.RunAsync(Feeds.RealOrSkip("allroutes.xml"), "--threads", "--format", "csv");
        Assert.Equal(
            await File.ReadAllBytesAsync(Feeds.RealOrSkip("route22-northbound.golden.csv"), TestContext.Current.CancellationToken),
            result.Output);
    }

    [Fact]
    public async Task Threads_BadInput_ShowsRowsBeforeFault()
    {
        var feed = "<buses>\n<bus><id>1</id><route>22</route></bus>\n<bus><id>2</bus></buses>"u8.ToArray();
        var result = await Sample.RunOnAsync(feed, ["-", "--threads", "--format", "csv", .. All]);
        Assert.Equal((2, "22,1,\"\",,\n"), (result.ExitCode, result.Text));
        Assert.StartsWith("-(3,13): ", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Threads_BusBeyondLimit_ReportsFaultOfWorkerWithPosition()
    {
        var feed = Encoding.UTF8.GetBytes($"<buses><bus>{string.Concat(Enumerable.Range(0, 1001).Select(i => $"<f{i}/>"))}</bus></buses>");
        var result = await Sample.RunOnAsync(feed, "-", "--threads");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("1000 fields", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Threads_LiveInput_ShowsRowsAsTheyArrive()
    {
        using var sample = Sample.Start(readsOutput: false, ["-", "--threads", "--format", "csv", .. All]);
        await sample.Input.WriteAsync("<buses>"u8.ToArray(), TestContext.Current.CancellationToken);
        for (var i = 1; i <= 3; i++)
        {
            await sample.Input.WriteAsync(
                Encoding.UTF8.GetBytes($"<bus><id>{i}</id><route>22</route></bus>\n"), TestContext.Current.CancellationToken);
            await sample.Input.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal($"22,{i},\"\",,", await sample.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        await sample.Input.WriteAsync("</buses>"u8.ToArray(), TestContext.Current.CancellationToken);
        sample.Input.Close();
        Assert.Equal(0, (await sample.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Threads_ClosedPipe_EndsQuietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A closed pipe is reported differently.");
        using var sample = Sample.Start(readsOutput: false, ["-", "--threads", "--format", "csv", .. All]);
        var feeding = Task.Run(async () =>
        {
            var bus = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<bus><id>1</id><route>22</route></bus>\n", 1000)));
            await sample.Input.WriteAsync("<buses>"u8.ToArray());
            while (true)
                await sample.Input.WriteAsync(bus);
        }, TestContext.Current.CancellationToken);
        Assert.NotNull(await sample.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        sample.Output.Close();
        await Assert.ThrowsAnyAsync<IOException>(() => feeding);
        Assert.Empty((await sample.EndAsync()).Error);
    }
}
