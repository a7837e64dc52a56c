using System.Diagnostics;

namespace CoroFsm.Benchmarks.Ratios;

/// <summary>
/// Lets the contenders of a suite run in turns, in one process: whatever slows the machine down for a while slows them all down, so their ratios are
/// far steadier than their times.
/// </summary>
internal sealed class Contest
{
    /// <summary>The part of the time that is spent on warming up.</summary>
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
    /// <param name="time">How long the rounds go on, warm-up included.</param>
    /// <returns>A result for each case and footprint.</returns>
    /// <exception cref="InvalidOperationException">Two cases do not do the same work.</exception>
    internal static IReadOnlyList<CaseResult> Run(Suite suite, TimeSpan time)
    {
        var contest = new Contest(suite);
        contest.WarmUp(time * WarmUpShare);
        contest.Measure(time * (1 - WarmUpShare));
        return contest.Evaluate();
    }

    /// <summary>
    /// Turns of a single operation first: the JIT shall have seen all contenders before it optimises any. With longer ones it takes a call for one
    /// that leads to the type of whoever runs at the moment it looks, and favours that one.
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
            // Everyone has to begin a round sometimes, and nobody always follows the same one.
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
                throw new InvalidOperationException($"Case {series.Case.Name} came to {series.Work}, but {baseline.Case.Name} to {baseline.Work}: they do not do the same work.");
        }
    }

    private CaseResult[] Evaluate() =>
    [
        .. all.Select(series => CaseResult.Of(series, BaselineOf(series))),
        .. suite.Footprints.Select(footprint => CaseResult.Of(footprint.Name, footprint.Measure(), Find(footprint.Baseline))),
    ];

    private Series BaselineOf(Series series) => Find(series.Case.Baseline);

    private Series Find(string name) => Array.Find(all, series => series.Case.Name == name)
        ?? throw new InvalidOperationException($"Suite {suite.Name} has no case {name}, which another one names as its baseline.");
}
