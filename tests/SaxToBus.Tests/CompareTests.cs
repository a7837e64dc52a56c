namespace SaxToBus.Tests;

/// <summary>The comparison of the backends, as a user sees it.</summary>
public sealed class CompareTests
{
    private static readonly string[] Backends = ["coroutine", "generator", "statechart", "stateless"];

    public static TheoryData<string> AllBackends => [.. Backends];

    [Theory]
    [MemberData(nameof(AllBackends))]
    public async Task Backend_EmbeddedFeed_GivesTheSameOutput(string backend)
    {
        string[] all = ["--route", "any", "--direction", "any", "--format", "json"];
        var expected = await InProcess.RunAsync(Feeds.Embedded, ["-", .. all]);
        var result = await InProcess.RunAsync(Feeds.Embedded, ["-", .. all, "--backend", backend]);
        Assert.Equal(0, result.ExitCode);
        Assert.NotEmpty(expected.Output);
        Assert.Equal(expected.Output, result.Output);
        Assert.Equal(expected.ErrorLines.Single().Split(" bytes in ")[0], result.ErrorLines.Single().Split(" bytes in ")[0]);
    }

    [Theory]
    [MemberData(nameof(AllBackends))]
    public async Task Backend_RealFeed_EqualsGolden(string backend)
    {
        var result = await Sample.RunAsync(Feeds.RealOrSkip("allroutes.xml"), "--backend", backend, "--format", "csv");
        Assert.Equal(
            await File.ReadAllBytesAsync(Feeds.RealOrSkip("route22-northbound.golden.csv"), TestContext.Current.CancellationToken),
            result.Output);
    }

    [Fact]
    public async Task Backend_Unknown_IsRefusedWithListOfBackends()
    {
        var result = await InProcess.RunAsync([], "--backend", "magic");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("coroutine", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Compare_EmbeddedFeed_ShowsAllBackendsWithEqualRows()
    {
        var result = await Sample.RunAsync("compare", "--rounds", "1");
        Assert.Equal(0, result.ExitCode);
        foreach (var backend in Backends)
            Assert.Matches($@"{backend} +│ equal +│ +200 │ +[\d.,]+ │ +[\d,]+ │ +[\d.,]+ │ +[\d.,]+ │ +[\d.,]+ │", result.Text);
        Assert.Matches(@"parser only +│ +│ +0 │", result.Text);
        Assert.Empty(result.ErrorLines);
    }

    [Fact]
    public async Task Compare_SiriFeed_ShowsAllBackendsWithEqualRows()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllBytesAsync(
            file,
            (await InProcess.RunAsync([], "generate", "--shape", "siri", "--buses", "50")).Output,
            TestContext.Current.CancellationToken);
        try
        {
            var result = await InProcess.RunAsync([], "compare", file, "--rounds", "1");
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            foreach (var backend in Backends)
                Assert.Matches($@"{backend} +│ equal +│ +50 │", result.Text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("-", "-: this is not a file. compare reads the feed once for each backend: save it to a file first.")]
    [InlineData(
        "tcp://localhost:5",
        "tcp://localhost:5: this is not a file. compare reads the feed once for each backend: save it to a file first.")]
    [InlineData("nowhere.xml", "nowhere.xml: no such file")]
    public async Task Compare_UnrepeatableInput_IsRefused(string file, string message)
    {
        var result = await InProcess.RunAsync([], "compare", file);
        Assert.Equal((2, message), (result.ExitCode, Assert.Single(result.ErrorLines)));
    }

    [Theory]
    [InlineData("A A A A", null)]
    [InlineData("A B A A", "the rows of generator are not those of coroutine")]
    [InlineData("A A A B", "the rows of stateless are not those of coroutine")]
    public void Difference_AnyDigests_NamesTheFirstThatDiffers(string digests, string? expected) =>
        Assert.Equal(expected, CompareCommand.Difference(digests.Split(' ')));

    [Fact]
    public async Task Compare_ZeroRounds_IsRefused()
    {
        var result = await InProcess.RunAsync([], "compare", "--rounds", "0");
        Assert.Equal((2, "--rounds takes a number from 1 to 1000."), (result.ExitCode, Assert.Single(result.ErrorLines)));
    }

    [Fact]
    public async Task Compare_BadFeed_ReportsPosition()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "<buses>\n<bus></buses>", TestContext.Current.CancellationToken);
        try
        {
            var result = await InProcess.RunAsync([], "compare", file);
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith($"{file}(2,8): ", Assert.Single(result.ErrorLines));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
