namespace CoroFsm.Pipelines;

/// <summary>Finds cycles: a pipeline has none, for an item in it would never come to an end.</summary>
internal static class Cycle
{
    /// <summary>Refuses a target that leads back to the stage it is given to.</summary>
    /// <exception cref="PipelineCycleException">It does.</exception>
    internal static void Refuse(Stage stage, object target)
    {
        if (PathTo(stage, target) is { } path)
            throw Of([stage, .. path]);
    }

    /// <summary>Says why a stage is sent an item while it handles one.</summary>
    internal static PipelineCycleException Reentered(Stage stage) => new(
        $"Stage {stage.Name} is sent an item while it handles one: what it sends comes back to it through code that is no stage, or two threads use it. "
        + "Break the cycle (a coroutine can inbox.Post to itself), or put a threaded stage between the threads.");

    private static PipelineCycleException Of(IEnumerable<Stage> path) => new(
        $"The stages form a cycle: {string.Join(" -> ", path.Select(stage => stage.Name))}. An item would never come to an end; send it to a stage further down.");

    /// <summary>Finds the stages from a target on, up to the stage that is looked for; null if it does not lead there.</summary>
    private static List<Stage>? PathTo(Stage end, object target)
    {
        var cameFrom = new Dictionary<Stage, Stage?>();
        var open = new Stack<Stage>();
        if (target is Stage first)
        {
            cameFrom.Add(first, null);
            open.Push(first);
        }

        while (open.TryPop(out var stage))
        {
            if (ReferenceEquals(stage, end))
                return PathOf(stage, cameFrom);

            foreach (var next in stage.Targets.OfType<Stage>())
            {
                if (cameFrom.TryAdd(next, stage))
                    open.Push(next);
            }
        }

        return null;
    }

    private static List<Stage> PathOf(Stage end, Dictionary<Stage, Stage?> cameFrom)
    {
        var path = new List<Stage>();
        for (var stage = end; stage is not null; stage = cameFrom[stage])
            path.Add(stage);
        path.Reverse();
        return path;
    }
}
