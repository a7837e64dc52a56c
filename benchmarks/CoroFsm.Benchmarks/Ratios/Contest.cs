using System.Diagnostics;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>
/// Runs the contenders of a suite in turns, in one process. A busy machine slows all of them down, so their ratios are far steadier than
/// their times.
/// </summary>
internal sealed class Contest
{
    /// <summary>The share of the time for the warm-up.</summary>
    private const double WarmUpShare = 0.2;

    private readonly Suite suite;
    private readonly Series[] all;

    private Contest(Suite suite)
    {
        this.suite = suite;
        all = [.. suite.Cases.Select(contender => new Series(contender))];
    }

    /// <summary>Runs a suite.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="time">The duration of all rounds, including the warm-up.</param>
    /// <returns>A result for each case and measurement.</returns>
    /// <exception cref="InvalidOperationException">Two cases do not do the same work.</exception>
    internal static IReadOnlyList<CaseResult> Run(Suite suite, TimeSpan time)
    {
        var contest = new Contest(suite);
        contest.WarmUp(time * WarmUpShare);
        contest.Measure(time * (1 - WarmUpShare));
        return contest.Evaluate();
    }

    /// <summary>
    /// Begins with turns of a single operation, so that the JIT sees all contenders before it optimises. With longer turns, it would
    /// specialise shared calls for the contender that runs while it takes its profile.
    /// </summary>
    private void WarmUp(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            foreach (var series in all)
                series.WarmUp(operations: 1);
        }

        foreach (var series in all)
            series.WarmUp(suite.Operations);
        CheckWork();
    }

    private void Measure(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        for (var round = 0; round == 0 || clock.Elapsed < time; round++)
        {
            // Each contender begins some rounds, and none always follows the same one.
            for (var i = 0; i < all.Length; i++)
                all[(round + i) % all.Length].Measure(suite.Operations);
            CheckWork();
        }
    }

    private void CheckWork()
    {
        foreach (var series in all)
        {
            var baseline = BaselineOf(series);
            if (series.Work != baseline.Work)
            {
                throw new InvalidOperationException(
                    $"Case {series.Case.Name} came to {series.Work}, but {baseline.Case.Name} to {baseline.Work}: " +
                    "they do not do the same work.");
            }
        }
    }

    private CaseResult[] Evaluate() =>
    [
        .. all.Select(series => CaseResult.Of(series, BaselineOf(series))),
        .. suite.Measurements.Select(one => CaseResult.Of(one.Name, one.Measure(), Find(one.Baseline))),
    ];

    private Series BaselineOf(Series series) => Find(series.Case.Baseline);

    private Series Find(string name) => Array.Find(all, series => series.Case.Name == name)
        ?? throw new InvalidOperationException($"Suite {suite.Name} has no case {name}, which another one names as its baseline.");
}
