using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>
/// Random charts behave equally on every engine: the same actions and notifications in the same order, the same states and exceptions.
/// </summary>
/// <remarks>
/// A failing case is printed as code, with the seed that reproduces it: COROFSM_SEED="seed,gamma" as FsCheck prints it. COROFSM_CASES
/// sets the number of cases. Where the engines differ intentionally, a run is compared up to there; <see cref="DifferenceTests"/> shows
/// each difference.
/// </remarks>
public sealed partial class EquivalenceProperty
{
#if DEBUG
    private const int Cases = 500;
#else
    private const int Cases = 10_000;
#endif

    [Fact]
    public void Chart_OnStateless_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.OnStateless, test));

    [Fact]
    public void Chart_AsCoroutine_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.Coroutine, test, WithoutTheMessage));

    [Fact]
    public void Chart_WithoutObserver_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.Quiet, test, isTerse: true));

    public static TheoryData<string> Mutations => [.. Mutation.All.Select(mutation => mutation.Name)];

    /// <summary>The property detects a broken engine; otherwise it would prove nothing.</summary>
    [Theory]
    [MemberData(nameof(Mutations))]
    public void Chart_OnBrokenEngine_DifferenceIsFound(string mutation)
    {
        var broken = new Engine.Broken(Mutation.All.Single(candidate => candidate.Name == mutation));
        var error = Assert.ThrowsAny<Exception>(() => Check(test => Compare(broken, Engine.OnStateless, test), seed: "1,3", cases: 10_000));
        Assert.Contains("var chart = Statechart.Build", error.Message, StringComparison.Ordinal);
    }

    /// <summary>It detects the mutation, not that the tables were rebuilt.</summary>
    [Fact]
    public void Chart_OnEngineWithRebuiltTables_BehavesEqually() =>
        Check(test => Compare(new Engine.Broken(Mutation.None), Engine.OnStateless, test), cases: 500);

    private static void Check(Func<ChartCase, Property> property, string? seed = null, int? cases = null)
    {
        seed ??= Environment.GetEnvironmentVariable("COROFSM_SEED");
        cases ??= Environment.GetEnvironmentVariable("COROFSM_CASES") is { } wanted
            ? int.Parse(wanted, CultureInfo.InvariantCulture)
            : Cases;
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

    /// <summary>A coded machine has its own message for an unmatched event.</summary>
    private static string WithoutTheMessage(string step) => Refusal().Replace(step, "!unexpected =>");

    [GeneratedRegex("!State .* =>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Refusal();
}
