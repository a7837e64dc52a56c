namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>The generated charts are legal, and have what they are to test.</summary>
public sealed class ChartGeneratorTests
{
    private const int Charts = 2_000;

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
                try { Check(test.Chart, model); } catch (Exception e) { throw new InvalidOperationException(test + "\n" + string.Join("\n", ModelRun.Execute(test, ModelRun.InModel)), e); }
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
                Assert.True(active == 0, new ModelCase(chart, []).ToString() + state.Name + string.Join(" ", model.States));
            else if (state.Kind is StateKind.Parallel)
                Assert.Equal(children.Length, active);
            else
                Assert.Equal(Math.Min(1, children.Length), active);
        }

        Assert.Single(chart.States, state => state.Parent is null && model.IsIn(state.Name));
    }

    [Fact]
    public void Stat()
    {
        var counts = new Dictionary<string, int>();
        var w = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 2000; i++) ChartGenerator.Create(i);
        counts["create"] = (int)w.ElapsedMilliseconds; w.Restart();
        foreach (var test in All) ModelRun.Execute(test, ModelRun.InModel);
        counts["run"] = (int)w.ElapsedMilliseconds;
        foreach (var test in All)
        {
            var log = ModelRun.Execute(test, ModelRun.InModel);
            void C(string k, bool b) { counts[k] = counts.GetValueOrDefault(k) + (b ? 1 : 0); }
            C("endless", log[^1].Contains("!endless"));
            C("ambiguous", log[^1].Contains("!ambiguous"));
            C("2leaves", log.Exists(l => l.Contains("=>") && l.Split("=>")[1].Trim().Split(' ').Length > 1));
            C("3leaves", log.Exists(l => l.Contains("=>") && l.Split("=>")[1].Trim().Split(' ').Length > 2));
            C("completed", log.Exists(l => l.Contains("completed s")));
            C("top", log.Exists(l => l.EndsWith(" completed")));
            C("dead", log.Count(l => l.Contains(" do ")) == 0);
            C("2do", log.Exists(l => System.Text.RegularExpressions.Regex.IsMatch(l, "do \\d+, (exit|enter|in|initial)?.*do \\d+")));
            C("steps", true);
            C("hist2", log.Exists(l => l.Split(" do ").Skip(1).Select(x => int.Parse(x.Split(' ', ',')[0])).Any(n => test.Chart.Transitions[n].Targets.Any(t => t[0] is 'h' or 'd'))));

            C("unhandled", log.Exists(l => l.Contains("unhandled")));
            C("parallel", test.Chart.States.Any(s => s.Kind is StateKind.Parallel));
            C("hist", log.Exists(l => l.Contains("history")));
        }
        Assert.Fail(string.Join("\n", counts));
    }
}
