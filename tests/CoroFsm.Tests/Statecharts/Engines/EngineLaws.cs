using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>
/// Random charts do the same on every engine: actions in the same order, with the same arguments, in the same states, with the same
/// exceptions.
/// </summary>
/// <remarks>
/// A failing case is printed as code, with the seed that finds it again: COROFSM_SEED="seed,gamma" as FsCheck prints it. COROFSM_CASES
/// sets how many cases are tried. Where the engines differ on purpose, a run is compared up to there; the tests of CoroFsm.Stateless show
/// each difference.
/// </remarks>
public sealed partial class EngineLaws
{
#if DEBUG
    private const int Cases = 500;
#else
    private const int Cases = 10_000;
#endif

    [Fact]
    public void Chart_OnStateless_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.OnStateless, test));

    [Fact]
    public void Chart_OnInterpreter_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.OnInterpreter, test));

    [Fact]
    public void Chart_OnInterpreterWithParameters_BehavesEqually() => Check(
        test => Compare(Engine.Default, Engine.OnInterpreter, test, detail: Detail.Terse, otherDetail: Detail.Parameters));

    [Fact]
    public void Chart_AsCoroutine_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.Coroutine, test, WithoutTheMessage));

    [Fact]
    public void Chart_WithoutObserver_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.Quiet, test, detail: Detail.Terse));

    [Fact]
    public void Chart_WithFewActions_BehavesEqually() => Check(test => Compare(Engine.Default, Engine.Quiet, test, detail: Detail.Bare));

    /// <summary>The trace of a chart does not depend on whether its triggers carry a parameter.</summary>
    [Fact]
    public void Chart_WithParameters_BehavesEqually() =>
        Check(test => Compare(Engine.Default, Engine.Quiet, test, detail: Detail.Terse, otherDetail: Detail.Parameters));

    internal static void Check(Func<ChartCase, Property> property, string? seed = null, int? cases = null)
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

        Prop.ForAll(ChartCases.Arbitrary, property).Check(config);
    }

    internal static Property Compare(
        Engine one,
        Engine other,
        ChartCase test,
        Func<string, string>? project = null,
        Detail detail = Detail.Full,
        Detail? otherDetail = null)
    {
        var expected = one.Execute(test, test.Events.Length, detail);
        var actual = other.Execute(test, expected.Length - 1, otherDetail ?? detail);
        project ??= step => step;
        for (var i = 0; i < expected.Length; i++)
        {
            if (i >= actual.Length || project(expected[i]) != project(actual[i]))
                return false.Label($"\nexpected {expected[i]}\nactual   {(i < actual.Length ? actual[i] : "nothing")}\n");
        }

        return true.ToProperty();
    }

    /// <summary>Removes the message: a coded machine has its own for an unhandled event.</summary>
    private static string WithoutTheMessage(string step) => Refusal().Replace(step, "!unexpected =>");

    [GeneratedRegex("!State .* =>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Refusal();
}
