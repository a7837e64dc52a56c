using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>
/// Random charts do the same on every engine: actions in the same order, told the same, in the same states, with the same exceptions.
/// </summary>
/// <remarks>
/// A failing case is printed as code, with the seed that finds it again: COROFSM_SEED="seed,gamma" as FsCheck prints it. COROFSM_CASES sets how many cases are tried.
/// Where the engines differ on purpose, a run is compared up to there; <see cref="DifferenceTests"/> shows each difference.
/// </remarks>
public sealed partial class EquivalenceProperty
{
#if DEBUG
    private const int Cases = 500;
#else
    private const int Cases = 10_000;
#endif

    [Fact]
    public void Chart_OnStateless_DoesTheSame() => Check(test => Compare(Engine.Ours, Engine.OnStateless, test));

    [Fact]
    public void Chart_AsACoroutine_DoesTheSame() => Check(test => Compare(Engine.Ours, Engine.Coroutine, test, WithoutTheMessage));

    [Fact]
    public void Chart_WithoutObserver_DoesTheSame() => Check(test => Compare(Engine.Ours, Engine.Quiet, test, isTerse: true));

    public static TheoryData<string> Mutations => [.. Mutation.All.Select(mutation => mutation.Name)];

    /// <summary>The property finds what is broken in an engine: or it would prove nothing.</summary>
    [Theory]
    [MemberData(nameof(Mutations))]
    public void Chart_OnABrokenEngine_IsFound(string mutation)
    {
        var broken = new Engine.Broken(Mutation.All.Single(candidate => candidate.Name == mutation));
        var error = Assert.ThrowsAny<Exception>(() => Check(test => Compare(broken, Engine.OnStateless, test), seed: "1,3", cases: 10_000));
        Assert.Contains("var chart = Statechart.Build", error.Message, StringComparison.Ordinal);
    }

    /// <summary>It finds what is broken, and not that the tables were written anew.</summary>
    [Fact]
    public void Chart_OnAnEngineWrittenAnew_DoesTheSame() => Check(test => Compare(new Engine.Broken(Mutation.None), Engine.OnStateless, test), cases: 500);

    private static void Check(Func<ChartCase, Property> property, string? seed = null, int? cases = null)
    {
        seed ??= Environment.GetEnvironmentVariable("COROFSM_SEED");
        cases ??= Environment.GetEnvironmentVariable("COROFSM_CASES") is { } wanted ? int.Parse(wanted, CultureInfo.InvariantCulture) : Cases;
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases.Value).WithQuietOnSuccess(true);
        if (seed is not null)
        {
            var parts = seed.Split(',').Select(part => ulong.Parse(part.Trim(), CultureInfo.InvariantCulture)).ToArray();
            config = config.WithReplay(parts[0], parts[1]);
        }

        Prop.ForAll(ChartCases.Arbitrary, property).Check(config);
    }

    private static Property Compare(Engine one, Engine other, ChartCase test, Func<string, string>? project = null, bool isTerse = false)
    {
        var expected = one.Execute(test, test.Events.Length, isTerse);
        var actual = other.Execute(test, expected.Length - 1, isTerse);
        project ??= step => step;
        for (var i = 0; i < expected.Length; i++)
        {
            if (i >= actual.Length || project(expected[i]) != project(actual[i]))
                return false.Label($"\nexpected {expected[i]}\nactual   {(i < actual.Length ? actual[i] : "nothing")}\n");
        }

        return true.ToProperty();
    }

    /// <summary>A coded machine says in its own words that nothing accepts an event.</summary>
    private static string WithoutTheMessage(string step) => Refusal().Replace(step, "!unexpected =>");

    [GeneratedRegex("!State .* =>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Refusal();
}
