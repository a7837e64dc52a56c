using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CoroFsm.TestSupport;

namespace SaxToBus.Tests;

/// <summary>The command as a user runs it.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task NoArgument_ShowsTheEmbeddedFeedAsATableAndASummary()
    {
        var result = await Sample.RunAsync();
        Assert.Equal(0, result.ExitCode);
        var expected =
            Feeds.Model(Feeds.Embedded).Where(b => b.Contains(("route", "22")) && b.Contains(("direction", "North Bound"))).ToArray();
        Assert.NotEmpty(expected);
        foreach (var bus in expected)
            Assert.Matches(
                $@"22 .*{bus.Single(f => f.Name == "id").Value} .*North Bound .*{bus.Single(f => f.Name == "latitude").Value} ",
                result.Text);
        Assert.Equal(expected.Length, Regex.Count(result.Text, @"22 .*North Bound", RegexOptions.None, TimeSpan.FromSeconds(1)));

        var summary = Assert.Single(result.ErrorLines);
        Assert.Matches(
            $"^200 buses read, {expected.Length} shown; "
                + $@"[\d,]+ events, {Feeds.Embedded.Length:N0} bytes in [\d.]+ s( \([\d.]+ MB/s\))?; peak memory [\d.]+ MB$",
            summary);
    }

    [Fact]
    public async Task Csv_EmbeddedFeed_EqualsGolden()
    {
        var result = await Sample.RunAsync("--format", "csv");
        Assert.Equal(
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Goldens", "route22-northbound.csv"), TestContext.Current.CancellationToken),
            result.Text);
    }

    [Theory]
    [InlineData("any", "any")]
    [InlineData("22", "any")]
    [InlineData("any", "north bound")]
    [InlineData("22", "South Bound")]
    [InlineData("none", "any")]
    public async Task Csv_AnyFilter_EqualsTheModel(string route, string direction)
    {
        var result = await Sample.RunOnAsync(Feeds.Embedded, "-", "--route", route, "--direction", direction);
        var expected = Feeds.Model(Feeds.Embedded).Where(b => Is(b, "route", route) && Is(b, "direction", direction)).Select(Feeds.Csv);
        Assert.Equal(string.Concat(expected), result.Text);

        static bool Is((string Name, string Value)[] bus, string field, string wanted) =>
            wanted == "any" || bus.Any(f => f.Name == field && f.Value.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Json_EmbeddedFeed_HasAllFieldsInOrder()
    {
        var result = await Sample.RunOnAsync(Feeds.Embedded, "-", "--route", "any", "--direction", "any", "--format", "json");
        Assert.Equal(Feeds.Model(Feeds.Embedded), Read(result.Output));
    }

    [Fact]
    public async Task Json_NothingFound_IsAnEmptyArray()
    {
        var result = await Sample.RunAsync("--route", "none", "--format", "json");
        Assert.Empty(JsonDocument.Parse(result.Output).RootElement.EnumerateArray());
    }

    [Fact]
    public async Task RealFeed_Csv_EqualsGolden()
    {
        var result = await Sample.RunAsync(
            Feeds.RealOrSkip("allroutes.xml"), "--route", "22", "--direction", "North Bound", "--format", "csv");
        Assert.Equal(
            await File.ReadAllBytesAsync(Feeds.RealOrSkip("route22-northbound.golden.csv"), TestContext.Current.CancellationToken),
            result.Output);
    }

    [Fact]
    public async Task RealFeed_Events_HaveTheGoldenHash()
    {
        var result = await Sample.RunAsync("events", Feeds.RealOrSkip("allroutes.xml"));
        Assert.Equal(
            "7e21cf246bfcb53ed32f5b3c9d168f8b58e9a4e2bd884f9f59d9652b9b7dd92d", Convert.ToHexStringLower(SHA256.HashData(result.Output)));
    }

    [Fact]
    public async Task RealFeed_Json_HasTheGoldenValues()
    {
        var result = await Sample.RunAsync(Feeds.RealOrSkip("allroutes.xml"), "--route", "any", "--direction", "any", "--format", "json");
        var buses = Read(result.Output);
        Assert.Equal(863, buses.Count);
        Assert.Equal(
            Read(await File.ReadAllBytesAsync(Feeds.RealOrSkip("buses.golden.json"), TestContext.Current.CancellationToken)), buses);
    }

    [Fact]
    public async Task Events_EveryKind_AreMergedAndVerbatim()
    {
        var feed = Encoding.UTF8.GetBytes("\n<?xml-stylesheet x?><!--o-->\n<a>1 &amp;<!--c--><![CDATA[<2>]]>é\r\n<b x='y'/> </a>\n");
        var result = await Sample.RunOnAsync(feed, "events", "-");
        Assert.Equal("S a\nT 1 &<2>é\n\nS b\nE b\nT  \nE a\n", result.Text);
    }

    [Fact]
    public async Task Generate_SameSeed_EqualsEmbeddedFeed()
    {
        var result = await Sample.RunAsync(
            "generate", "--buses", "200", "--seed", FeedGenerator.EmbeddedSeed.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Feeds.Embedded, result.Output);
    }

    [Fact]
    public async Task Generate_OtherSeed_GivesOtherFeedOfSameShape()
    {
        var result = await Sample.RunAsync("generate", "--buses", "500", "--seed", "7");
        var buses = Feeds.Model(result.Output);
        Assert.Equal(500, buses.Count);
        string[] names =
        [
            "id", "route", "color", "revenue", "direction", "latitude", "longitude", "pattern", "patternDirection", "run", "finalStop",
            "operator",
        ];
        foreach (var bus in buses)
        {
            var isOffRoute = bus.Contains(("route", "OR"));
            Assert.Equal(isOffRoute ? [.. names[..2], "actualRoute", .. names[2..]] : names, bus.Select(f => f.Name));
        }

        Assert.Contains(buses, b => b.Contains(("route", "OR")));
        Assert.Contains("</bus>\r\n", result.Text);
    }

    [Theory]
    [InlineData("--buses", "-1", "--buses")]
    [InlineData("--buses", "many", "--buses")]
    [InlineData("--format", "xml", "'xml'")]
    public async Task Usage_Wrong_IsReportedAndExits2(string option, string value, string named)
    {
        var result = option == "--buses" ? await Sample.RunAsync("generate", option, value) : await Sample.RunAsync(option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Error);
        Assert.Empty(result.Text);
    }

    [Theory]
    [InlineData("feed.xml", "generate")]
    [InlineData("--route", "56", "events", "feed.xml")]
    [InlineData("--rout", "22")]
    [InlineData("events", "a", "b")]
    public async Task Usage_UnusedArguments_AreReportedAndExits2(params string[] arguments)
    {
        var result = await Sample.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
        Assert.Empty(result.Text);
    }

    [Fact]
    public async Task Route_WithAtSign_IsRoute()
    {
        var result = await Sample.RunAsync("--route", "@22", "--format", "csv");
        Assert.Equal((0, ""), (result.ExitCode, result.Text));
    }

    [Fact]
    public async Task Table_LongValue_IsCut()
    {
        var feed = $"<buses><bus><id>{new string('7', 1_000_000)}</id><route>22</route><direction>North Bound</direction></bus></buses>";
        var result = await Sample.RunOnAsync(Encoding.UTF8.GetBytes(feed), "-", "--format", "table");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("…", result.Text);
        Assert.InRange(result.Text.Length, 100, 2_000);
    }

    [Fact]
    public async Task BadInput_Table_ShowsRowsBeforeFaultThenPosition()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            path,
            "<buses>\n<bus><id>1</id><route>22</route><direction>North Bound</direction></bus>\n<bus><id>2</bus></buses>",
            TestContext.Current.CancellationToken);
        var result = await Sample.RunAsync(path, "--format", "csv");
        Assert.Equal("22,1,\"North Bound\",,\n", result.Text);
        Assert.Equal(2, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith($"{path}(3,13): ", line);
        Assert.Contains("'id'", line);
        Assert.DoesNotContain("Line 3", line);
        File.Delete(path);
    }

    [Fact]
    public async Task BadInput_Json_StaysValidJson()
    {
        var result = await Sample.RunOnAsync(
            "<buses><bus><id>1</id></bus><bus"u8.ToArray(), "-", "--route", "any", "--direction", "any", "--format", "json");
        Assert.Equal(2, result.ExitCode);
        Assert.Single(Read(result.Output));
    }

    [Fact]
    public async Task Show_MissingFile_PrintsOneLineAndExits2()
    {
        var result = await Sample.RunAsync("no-such-file.xml");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no-such-file.xml", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Show_Folder_PrintsOneLineAndExits2()
    {
        var result = await Sample.RunAsync(AppContext.BaseDirectory);
        Assert.Equal(2, result.ExitCode);
        Assert.Single(result.ErrorLines);
    }

    [Fact]
    public async Task DocumentType_IsRefused()
    {
        var result = await Sample.RunOnAsync(
            "<!DOCTYPE buses [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><buses>&e;</buses>"u8.ToArray(), "-");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("DTD", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public async Task Interrupt_WhileWaitingForInput_FlushesAndExits130()
    {
        Signals.SkipUnlessInterruptible();
        using var sample = Sample.Start(readsOutput: false, "-", "--format", "csv", "--route", "any", "--direction", "any");
        await sample.Input.WriteAsync("<buses><bus><id>1</id><route>22</route></bus>\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await sample.Input.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal("22,1,\"\",,", await sample.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        await sample.InterruptAsync();
        Assert.Equal(130, (await sample.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task ClosedPipe_EndsQuietlyOnEndlessInput()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A closed pipe is reported differently.");
        using var sample = Sample.Start(readsOutput: false, "-", "--format", "csv", "--route", "any", "--direction", "any");
        var feeding = Task.Run(async () =>
        {
            var bus = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<bus><id>1</id><route>22</route></bus>\n", 1000)));
            await sample.Input.WriteAsync("<buses>"u8.ToArray());
            while (true)
                await sample.Input.WriteAsync(bus);
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await sample.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        sample.Output.Close();
        await Assert.ThrowsAnyAsync<IOException>(() => feeding);
        Assert.Empty((await sample.EndAsync()).Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("events", "--help")]
    [InlineData("generate", "--help")]
    public async Task Help_IsShown(params string[] arguments)
    {
        var result = await Sample.RunAsync(arguments);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Text);
    }

    private static List<(string Name, string Value)[]> Read(byte[] json) =>
        [
            .. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(
                bus => bus.EnumerateObject().Select(f => (f.Name, f.Value.GetString()!)).ToArray()),
        ];
}
