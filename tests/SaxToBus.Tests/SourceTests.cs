using System.Security.Cryptography;
using System.Text;

namespace SaxToBus.Tests;

/// <summary>The choice of the parser and of the chunk size changes nothing but the elapsed time.</summary>
public sealed class SourceTests
{
    private static readonly string[] Ways = ["csv", "json", "table", "events"];

    private static readonly string?[] Chunks = [null, "1", "3", "64", "1000", "1073741824"];

    public static TheoryData<string, string, string?> Runs =>
        new MatrixTheoryData<string, string, string?>(Ways, ["push", "xmlreader"], Chunks);

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Source_AnyChunk_GivesTheSameOutput(string way, string source, string? chunk)
    {
        var expected = await InProcess.RunAsync(Feeds.Embedded, Arguments(way, "-"));
        var result = await InProcess.RunAsync(
            Feeds.Embedded, [.. Arguments(way, "-"), "--source", source, .. chunk is null ? [] : new[] { "--chunk", chunk }]);
        Assert.Equal(0, result.ExitCode);
        Assert.True(result.Output.Length > 1000);
        Assert.Equal(expected.Output, result.Output);
        Assert.Equal(expected.Error.Split(";")[0], result.Error.Split(";")[0]);
    }

    [Theory]
    [InlineData("push", null)]
    [InlineData("push", "1")]
    [InlineData("push", "777")]
    [InlineData("xmlreader", null)]
    [InlineData("xmlreader", "1")]
    [InlineData("xmlreader", "777")]
    public async Task Source_RealFeed_GivesTheGoldens(string source, string? chunk)
    {
        string[] options = ["--source", source, .. chunk is null ? [] : new[] { "--chunk", chunk }];
        var rows = await InProcess.RunAsync([], [Feeds.RealOrSkip("allroutes.xml"), "--format", "csv", .. options]);
        Assert.Equal(
            await File.ReadAllBytesAsync(Feeds.RealOrSkip("route22-northbound.golden.csv"), TestContext.Current.CancellationToken),
            rows.Output);
        var events = await InProcess.RunAsync([], ["events", Feeds.RealOrSkip("allroutes.xml"), .. options]);
        Assert.Equal(
            "7e21cf246bfcb53ed32f5b3c9d168f8b58e9a4e2bd884f9f59d9652b9b7dd92d", Convert.ToHexStringLower(SHA256.HashData(events.Output)));
    }

    [Theory]
    [InlineData("push")]
    [InlineData("xmlreader")]
    public async Task Source_Fault_HasSamePositionAfterSameRows(string source)
    {
        var feed = "<buses>\n<bus><id>1</id><route>22</route></bus>\n<bus><id>2</bus></buses>"u8.ToArray();
        foreach (var chunk in Chunks.OfType<string>())
        {
            var result = await InProcess.RunAsync(
                feed, "-", "--source", source, "--chunk", chunk, "--format", "csv", "--route", "any", "--direction", "any");
            Assert.Equal((2, "22,1,\"\",,\n"), (result.ExitCode, result.Text));
            Assert.StartsWith("-(3,13): ", Assert.Single(result.ErrorLines));
        }
    }

    [Theory]
    [InlineData("push", 1537)]
    [InlineData("push", 1537, "--source", "push")]
    [InlineData("xmlreader", 1538, "--source", "xmlreader")]
    public async Task Source_UnsupportedInput_IsRefusedByThatSource(string source, int column, params string[] options)
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 600)));
        foreach (var command in new string[][] { ["-"], ["events", "-"] })
        {
            var result = await InProcess.RunAsync(deep, [.. command, .. options]);
            Assert.Equal(2, result.ExitCode);
            Assert.Equal(
                $"-(1,{column}): Elements nest deeper than 512. This is a limit of --source {source}, and no option raises it.",
                Assert.Single(result.ErrorLines));
        }
    }

    [Theory]
    [InlineData("--chunk", "0", "--chunk takes a number from 1")]
    [InlineData("--chunk", "-1", "--chunk takes a number from 1")]
    [InlineData("--chunk", "1.5", "--chunk takes a number from 1")]
    [InlineData("--chunk", "1073741825", "--chunk takes a number from 1")]
    [InlineData("--chunk", "99999999999999999999", "--chunk takes a number from 1")]
    [InlineData("--chunk", "many", "--chunk takes a number from 1")]
    [InlineData("--source", "expat", "'expat'")]
    [InlineData("--source", "0", "'0'")]
    public async Task Usage_Wrong_IsReportedAndExits2(string option, string value, string message)
    {
        foreach (var command in new string[][] { ["-"], ["events", "-"] })
        {
            var result = await InProcess.RunAsync(Feeds.Embedded, [.. command, option, value]);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(message, result.Error);
            Assert.Empty(result.Text);
        }
    }

    [Theory]
    [InlineData("--source", "push", "events", "-")]
    [InlineData("--chunk", "1", "events", "-")]
    [InlineData("--chunk", "1", "generate")]
    [InlineData("generate", "--source", "push")]
    public async Task Usage_UnusedOptions_AreReportedAndExits2(params string[] arguments)
    {
        var result = await InProcess.RunAsync([], arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    private static string[] Arguments(string way, string file) =>
        way == "events" ? ["events", file] : [file, "--format", way, "--route", "any", "--direction", "any"];
}
