namespace CoroFsm.Pipelines;

/// <summary>Detects cycles: an item in a cycle would circulate forever.</summary>
internal static class Cycle
{
    /// <summary>Rejects a target that leads back to the stage for which it is intended.</summary>
    /// <exception cref="PipelineCycleException">The target leads back to the stage.</exception>
    internal static void Refuse(Stage stage, object target)
    {
        if (PathTo(stage, target) is { } path)
            throw Of([stage, .. path]);
    }

    /// <summary>Creates the exception for a stage that is sent an item while it handles one.</summary>
    internal static PipelineCycleException Reentered(Stage stage) => new(
        $"Stage {stage.Name} is sent an item while it handles one: its output returns to it through code that is no stage, " +
        "or two threads use it. "
        + "Break the cycle (a coroutine can inbox.Post to itself), or put a threaded stage between the threads.");

    private static PipelineCycleException Of(IEnumerable<Stage> path) => new(
        $"The stages form a cycle: {string.Join(" -> ", path.Select(stage => stage.Name))}. Send the item to a stage further downstream.");

    /// <summary>Returns the stages from a target to the stage that is searched for; null if the target does not lead there.</summary>
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
