namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>Runs cases and records each step.</summary>
internal static class ModelRun
{
    /// <summary>Runs a case in the reference interpreter.</summary>
    /// <returns>What was logged in each step, and the configuration after it. It ends at an error.</returns>
    internal static List<string> InModel(ModelCase test)
    {
        World world = new();
        ReferenceInterpreter model = new(test.Chart, world);
        return Execute(test, world, model, model.Enter);
    }

    /// <summary>Runs a case on the engine.</summary>
    internal static List<string> OnEngine(ModelCase test)
    {
        World world = new();
        EngineRun run = new(ChartCompiler.Compile(test.Chart), world);
        return Execute(test, world, run, run.Enter);
    }

    /// <summary>Runs a case on the engine, which is stored and restored after the steps that a predicate selects.</summary>
    internal static List<string> Execute(ModelCase test, World world, IRunningChart run, Action<string> enter)
    {
        List<string> steps = [];
        if (!TryStep(steps, "enter", world, run, () => enter(test.Chart.Start)))
            return steps;

        foreach (var step in test.Steps)
        {
            if (!TryStep(steps, $"{step}", world, run, () => Do(run, step)))
                break;
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
            steps.Add($"{name} {string.Join(", ", world.Log.Take(Compared))} !endless");
            return false;
        }
        catch (Exception error) when (error is AmbiguousException or AmbiguousTransitionException)
        {
            steps.Add($"{name} {string.Join(", ", world.Log)} !ambiguous");
            return false;
        }

        steps.Add($"{name} {string.Join(", ", world.Log)} => {string.Join(' ', run.States)}{(run.IsCompleted ? " completed" : "")}");
        return true;
    }
}
