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

    [Fact]
    public void Chart_WithAllFeatures_DoesWhatTheW3cAlgorithmSays() =>
        Check(Features.All, test => Compare(ModelRun.InModel(test), ModelRun.OnEngine(test)));

    internal static void Check(Features features, Func<ModelCase, Property> property, string? seed = null, int? cases = null)
    {
        seed ??= Environment.GetEnvironmentVariable("COROFSM_SEED");
        if (cases is null && Environment.GetEnvironmentVariable("COROFSM_CASES") is { } wanted)
            cases = int.Parse(wanted, CultureInfo.InvariantCulture);
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases ?? Cases).WithQuietOnSuccess(true);
        if (seed is not null)
        {
            var parts = seed.Split(',').Select(part => ulong.Parse(part.Trim(), CultureInfo.InvariantCulture)).ToArray();
            config = config.WithReplay(parts[0], parts[1]);
        }

        var charts = Gen.Choose(0, int.MaxValue - 1).Select(number => ChartGenerator.Create(number, features));
        Prop.ForAll(Arb.From(charts, ChartShrinker.Shrink), property).Check(config);
    }

    internal static Property Compare(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
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
