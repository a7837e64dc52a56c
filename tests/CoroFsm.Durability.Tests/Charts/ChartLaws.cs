using CoroFsm.Tests.Statecharts.Model;
using FsCheck.Xunit;

namespace CoroFsm.Durability.Tests.Charts;

/// <summary>Random charts as durable machines do the same as in memory, however often they crash and restart from snapshots.</summary>
public sealed class ChartLaws
{
    [Property(MaxTest = 300)]
    public void Chart_CrashesAndSnapshots_DoesTheSameAsInMemory(int seed, byte inputs, int crashes)
    {
        if (RandomCharts.TryCreate(seed) is not { } test)
            return;
        var expected = RandomCharts.InMemory(test);
        if (expected.Count == 0)
            return;

        var seen = RandomCharts.Durably(test, expected.Count, inputs % 4 == 0 ? null : inputs % 4, number => (crashes >> number & 1) != 0);

        for (var i = 0; i < expected.Count; i++)
        {
            if (seen[i] == "Ended" && i == expected.Count - 1)
                break;
            Assert.True(expected[i] == seen[i], $"step {i}\nin memory: {expected[i]}\ndurable:   {seen[i]}\n{test}");
        }
    }

    [Fact]
    public void Charts_OfTheFirstSeeds_AreOfManyKinds()
    {
        var tests = Enumerable.Range(0, 300).Select(RandomCharts.TryCreate).OfType<ModelCase>().ToArray();

        Assert.InRange(tests.Length, 100, 300);
        Assert.InRange(tests.Sum(static test => RandomCharts.InMemory(test).Count), 700, int.MaxValue);
        Assert.Contains(tests, static test => test.Chart.States.Any(static state => state.IsHistory));
        Assert.Contains(tests, static test => test.Steps.Any(static step => step.Kind == StepKind.Advance));
    }
}
