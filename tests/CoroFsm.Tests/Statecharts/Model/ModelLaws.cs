using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>
/// Random charts with regions, histories, final states, timers and transitions without a trigger do what the W3C's algorithm says: the same
/// entries, exits, actions and configurations in the same order.
/// </summary>
/// <remarks>
/// A failing case is printed as code, with the seed that finds it again: COROFSM_SEED="seed,gamma" as FsCheck prints it. COROFSM_CASES
/// sets how many charts are tried.
/// </remarks>
public sealed class ModelLaws
{
#if DEBUG
    private const int Cases = 300;
#else
    private const int Cases = 3_000;
#endif

    private const int Fewer = Cases / 4;

    [Fact]
    public void Chart_WithAllFeatures_DoesWhatTheW3cAlgorithmSays() =>
        Check(Features.All, test => Compare(ModelRun.InModel, ModelRun.OnEngine, test));

    [Fact]
    public void Chart_WithoutObserver_BehavesEqually() => Check(Features.All, test => Compare(
        ModelRun.Execute(test, ModelRun.InModel, logsTriggers: false), ModelRun.Execute(test, ModelRun.Unobserved)));

    [Fact]
    public void Chart_AsCoroutine_BehavesEqually() =>
        Check(Features.All, test => Compare(ModelRun.OnEngine, ModelRun.AsCoroutine, test), cases: Fewer);

    [Fact]
    public void Chart_ThatIsStoredAndRestored_ContinuesWithoutDifference() =>
        Check(Features.All, test => Compare(ModelRun.OnEngine, ModelRun.Restored, test), cases: Fewer);

    /// <summary>A chart without numbers and timers is equal to a plain chart whose states are its configurations.</summary>
    [Fact]
    public void Chart_FlattenedToPlainChart_IsEquivalent() => Check(Features.Finite, FlattenedChart.Compare, cases: Fewer);

    /// <summary>Charts with one current state have an engine of their own. With the exits of SCXML, it does the same.</summary>
    [Fact]
    public void PlainChart_WithExitsFromSource_DoesWhatTheW3cAlgorithmSays() => Check(Features.Plain, test => Compare(
        ModelRun.Execute(test, ModelRun.InModel, logsTriggers: false), ModelRun.Execute(test, ModelRun.OnEngine)));

    internal static void Check(Features features, Func<ModelCase, Property> property, string? seed = null, int cases = Cases)
    {
        seed ??= Environment.GetEnvironmentVariable("COROFSM_SEED");
        if (Environment.GetEnvironmentVariable("COROFSM_CASES") is { } wanted)
            cases = int.Parse(wanted, CultureInfo.InvariantCulture);
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true);
        if (seed is not null)
        {
            var parts = seed.Split(',').Select(part => ulong.Parse(part.Trim(), CultureInfo.InvariantCulture)).ToArray();
            config = config.WithReplay(parts[0], parts[1]);
        }

        var charts = Gen.Choose(0, int.MaxValue - 1).Select(number => ChartGenerator.Create(number, features));
        Prop.ForAll(Arb.From(charts, ChartShrinker.Shrink), property).Check(config);
    }

    private static Property Compare(
        Func<ChartDescription, World, StartedChart> one, Func<ChartDescription, World, StartedChart> other, ModelCase test) =>
        Compare(ModelRun.Execute(test, one), ModelRun.Execute(test, other));

    private static Property Compare(List<string> expected, List<string> actual)
    {
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            var (one, other) = (expected.ElementAtOrDefault(i) ?? "nothing", actual.ElementAtOrDefault(i) ?? "nothing");
            if (one != other)
                return false.Label($"\nexpected {one}\nactual   {other}\n");
        }

        return true.ToProperty();
    }
}
