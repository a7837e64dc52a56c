using CoroFsm.Scxml.Http;
using ScxmlSample;

namespace CoroFsm.Scxml.Tests.Conformance;

/// <summary>The W3C's tests, which are present beside the repository on some machines.</summary>
public sealed class ConformanceTests
{
    private const string Name = "data/scxml";
    private const string Absent = "absent";

    /// <summary>Guards against a hang: a message on this machine takes milliseconds.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private static readonly string? Root = Find();
    private static readonly TestSuite? Suite = Root is null ? null : TestSuite.Read(Root);
    private static readonly TestRunner Runner = new();

    public static TheoryData<string> Names => NamesOf(static _ => true);

    /// <summary>Gets the tests by HTTP. In 201, an event by HTTP has to arrive before one that is sent directly, and later.</summary>
    public static TheoryData<string> NetworkNames => NamesOf(static test => test is { NeedsHttp: true, Assertion.Id: not "201" });

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Session_OfConformanceTest_Passes(string name) => Assert.Null(await Runner.RunAsync(TestOf(name)));

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public async Task Session_OfConformanceTestThroughTheNetwork_Passes(string name)
    {
        var test = TestOf(name);
        await using var http = HttpIoProcessor.Listen(new() { AlwaysUsesNetwork = true });
        Assert.Null(await Runner.RunAsync(test, http, Guard));
    }

    /// <summary>The tests that are run: none is missing without notice.</summary>
    [Fact]
    public void Suite_OfTheW3C_HasEveryTestButThoseOfXPathAndByHand()
    {
        Assert.SkipWhen(Suite is null, $"The tests are not here: ../shared/{Name}.");
        var tested = Suite.Tests.Select(static test => test.Assertion).Distinct().ToArray();
        Assert.Equal(159, tested.Count(static assertion => assertion is { IsMandatory: true, IsManual: false }));
        Assert.Equal(5, tested.Count(static assertion => assertion is { IsMandatory: true, IsManual: true }));
        Assert.Equal(33, tested.Count(static assertion => !assertion.IsMandatory));
        Assert.Equal(
            ["178", "250", "301", "513"],
            Suite.Assertions.Except(tested).Where(static assertion => assertion.IsManual).Select(static each => each.Id).Order());
        Assert.All(
            Suite.Assertions.Except(tested).Where(static assertion => !assertion.IsManual),
            static assertion => Assert.Equal("C.3", assertion.Section));
    }

    private static TheoryData<string> NamesOf(Func<ConformanceTest, bool> isMeant) =>
        Suite is null ? [Absent] : [.. Suite.Tests.Where(isMeant).Select(static test => test.Name)];

    private static ConformanceTest TestOf(string name)
    {
        Assert.SkipWhen(Suite is null, $"The tests are not here: ../shared/{Name}.");
        return Suite.Tests.Single(test => test.Name == name);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "CoroFsm.sln")))
                continue;
            var path = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", Name));
            return Directory.Exists(path) ? path : null;
        }

        return null;
    }
}
