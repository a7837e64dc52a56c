namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Runs cases and records each step.</summary>
internal static class ModelRun
{
    internal static StartedChart InModel(ChartDescription chart, World world)
    {
        ReferenceInterpreter model = new(chart, world);
        return new(model, model.Enter);
    }

    internal static StartedChart OnEngine(ChartDescription chart, World world)
    {
        EngineRun run = new(ChartCompiler.Compile(chart), world);
        return new(run, run.Enter);
    }

    /// <summary>The chart runs on the engine without an observer, which would log the triggers that are handled.</summary>
    internal static StartedChart Unobserved(ChartDescription chart, World world)
    {
        EngineRun run = new(ChartCompiler.Compile(chart), world, isObserved: false);
        return new(run, run.Enter);
    }

    /// <summary>The chart runs as a coroutine, which gets the triggers that are fired from outside.</summary>
    internal static StartedChart AsCoroutine(ChartDescription chart, World world)
    {
        CoroutineRun run = new(ChartCompiler.Compile(chart), world);
        return new(run, run.Enter);
    }

    /// <summary>The chart runs on the engine; after each step it is stored, and another instance continues.</summary>
    internal static StartedChart Restored(ChartDescription chart, World world)
    {
        RestoredRun run = new(ChartCompiler.Compile(chart), world);
        return new(run, run.Enter);
    }

    /// <summary>Runs a case.</summary>
    /// <returns>What was logged in each step, and the configuration after it. It ends at an error.</returns>
    internal static List<string> Execute(
        ModelCase test, Func<ChartDescription, World, StartedChart> start, int budget = 12, bool logsTriggers = true)
    {
        World world = new() { Budget = budget, LogsTriggers = logsTriggers };
        var (run, enter) = start(test.Chart, world);
        List<string> steps = [];
        if (!TryStep(steps, "enter", world, run, () => enter(test.Chart.Start)))
            return steps;

        foreach (var step in test.Steps)
        {
            if (!TryStep(steps, $"{step}", world, run, () => Do(run, step)))
                break;
            steps[^1] += CanFire(test.Chart, run);
        }

        return steps;
    }

    internal static void Do(IRunningChart run, Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Fire:
                run.Fire(step.Trigger);
                break;
            case StepKind.Raise:
                run.Raise(step.Trigger);
                break;
            case StepKind.Advance:
                run.Advance(step.Milliseconds);
                break;
            default:
                run.Exit();
                break;
        }
    }

    private static string CanFire(ChartDescription chart, IRunningChart run) => string.Concat(chart.Triggers.Select(trigger =>
    {
        try
        {
            return run.CanFire(trigger) ? $" can {trigger}" : "";
        }
        catch (Exception error) when (error is AmbiguousException or AmbiguousTransitionException)
        {
            return $" ambiguous {trigger}";
        }
    }));

    private static bool TryStep(List<string> steps, string name, World world, IRunningChart run, Action step)
    {
        const int Compared = 20;

        world.Begin();
        try
        {
            step();
        }
        catch (Exception error) when (error is EndlessException or EndlessTransitionsException)
        {
            // Where exactly a run without end is cut off is not compared.
            steps.Add($"{name}: {string.Join(", ", world.Log.Take(Compared))} !endless");
            return false;
        }
        catch (Exception error) when (error is AmbiguousException or AmbiguousTransitionException)
        {
            steps.Add($"{name}: {string.Join(", ", world.Log)} !ambiguous");
            return false;
        }

        steps.Add($"{name}: {string.Join(", ", world.Log)} => {string.Join(' ', run.States)}{(run.IsCompleted ? " completed" : "")};");
        return true;
    }
}

/// <summary>A chart that can be entered.</summary>
internal readonly record struct StartedChart(IRunningChart Run, Action<string> Enter);
