namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>The generated charts are legal, and have what they are to test.</summary>
public sealed class ChartGeneratorTests
{
    private const int Charts = 1_000;

    private static readonly ModelCase[] All = [.. Enumerable.Range(0, Charts).Select(seed => ChartGenerator.Create(seed))];

    [Fact]
    public void Create_AnySeed_ChartIsLegal()
    {
        foreach (var test in All)
            ChartCompiler.Compile(test.Chart);
    }

    /// <summary>In the reference interpreter, each active state has its superstate, and one substate or, if it is parallel, all.</summary>
    [Fact]
    public void Create_AnySeed_ConfigurationsAreLegal()
    {
        foreach (var test in All)
        {
            World world = new();
            ReferenceInterpreter model = new(test.Chart, world);
            if (!Try(() => model.Enter(test.Chart.Start)))
                continue;
            Check(test.Chart, model);
            foreach (var step in test.Steps.Where(step => step.Kind is not StepKind.Exit))
            {
                if (!Try(() => ModelRun.Do(model, step)))
                    break;
                Check(test.Chart, model);
            }
        }
    }

    private static bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception error) when (error is EndlessException or AmbiguousException)
        {
            return false;
        }
    }

    private static void Check(ChartDescription chart, ReferenceInterpreter model)
    {
        foreach (var state in chart.States.Where(state => !state.IsHistory))
        {
            var children = chart.States.Where(child => child.Parent == state.Name && !child.IsHistory).ToArray();
            var active = children.Count(child => model.IsIn(child.Name));
            if (!model.IsIn(state.Name))
                Assert.Equal(0, active);
            else if (state.Kind is StateKind.Parallel)
                Assert.Equal(children.Length, active);
            else
                Assert.Equal(Math.Min(1, children.Length), active);
        }

        Assert.Single(chart.States, state => state.Parent is null && model.IsIn(state.Name));
    }

    /// <summary>The charts get into many situations: otherwise the laws would say little.</summary>
    [Fact]
    public void Create_ManySeeds_RunsReachWhatTheyAreToTest()
    {
        var runs = All.Select(test => ModelRun.Execute(test, ModelRun.InModel)).ToArray();

        Assert.InRange(Share(run => run[^1].EndsWith("!endless", StringComparison.Ordinal)), 0, 20);
        Assert.InRange(Share(run => run.Exists(step => LeavesOf(step) > 1)), 25, 100);
        Assert.InRange(Share(run => run.Exists(step => LeavesOf(step) > 2)), 8, 100);
        Assert.InRange(Share(run => run.Exists(step => step.Contains("completed s", StringComparison.Ordinal))), 15, 100);
        Assert.InRange(Share(run => run.Exists(step => step.Contains("history ", StringComparison.Ordinal))), 3, 100);
        Assert.InRange(Share(run => run.Exists(step => step.Contains(" completed;", StringComparison.Ordinal))), 2, 100);

        int Share(Predicate<List<string>> condition) => runs.Count(run => condition(run)) * 100 / runs.Length;
    }

    private static int LeavesOf(string step) =>
        step.Split(" => ") is [_, var after] ? after.Split(';')[0].Split(' ').Count(name => name.StartsWith('s')) : 0;
}
