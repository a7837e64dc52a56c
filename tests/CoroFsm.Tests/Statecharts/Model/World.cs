namespace CoroFsm.Tests.Statecharts.Model;

/// <summary>What guards read and actions write: a small number, and the log. Each run has its own.</summary>
internal sealed class World
{
    /// <summary>The number is less than this.</summary>
    internal const int Numbers = 4;

    /// <summary>Gets the maximum number of triggers that actions send in a step, so that most runs end.</summary>
    internal int Budget { get; init; } = 12;

    /// <summary>Gets or sets the number of triggers that actions may still send in the current step.</summary>
    internal int Left { get; set; }

    /// <summary>Gets what has happened in the current step.</summary>
    internal List<string> Log { get; } = [];

    internal int Number { get; set; }

    /// <summary>Gets a value indicating whether triggers are logged that are about to be handled.</summary>
    internal bool LogsTriggers { get; init; } = true;

    /// <summary>Gets or sets the chart that the actions act on.</summary>
    internal IRunningChart Chart { get; set; } = null!;

    /// <summary>Begins a step: clears the log.</summary>
    internal void Begin()
    {
        Log.Clear();
        Left = Budget;
    }

    internal void LogTrigger(string trigger)
    {
        if (LogsTriggers)
            Log.Add($"> {trigger}");
    }

    internal bool Holds(GuardDescription? guard) => guard?.Kind switch
    {
        null => true,
        GuardKind.Equals => Number == guard.Value,
        GuardKind.Differs => Number != guard.Value,
        GuardKind.In => Chart.IsIn(guard.State),
        _ => !Chart.IsIn(guard.State),
    };

    /// <summary>Runs an action, if there is one.</summary>
    internal void Run(string what, ActionDescription[]? actions)
    {
        if (actions is null)
            return;

        Log.Add(what);
        foreach (var action in actions)
            Run(action);
    }

    private void Run(ActionDescription action)
    {
        switch (action.Kind)
        {
            case ActionKind.Raise when Left-- > 0:
                Chart.Raise(action.Name);
                break;
            case ActionKind.Fire when Left-- > 0:
                Chart.Fire(action.Name);
                break;
            case ActionKind.Set:
                Number = action.Value;
                break;
            case ActionKind.Add:
                Number = (Number + action.Value) % Numbers;
                break;
            case ActionKind.Probe:
                Log.Add($"in {action.Name}: {Chart.IsIn(action.Name)}");
                break;
        }
    }
}

/// <summary>A chart that runs: on the engine, or in the reference interpreter.</summary>
internal interface IRunningChart
{
    /// <summary>Gets the active leaves in document order.</summary>
    IEnumerable<string> States { get; }

    bool IsCompleted { get; }

    bool IsIn(string state);

    bool CanFire(string trigger);

    void Fire(string trigger);

    void Raise(string trigger);

    void Advance(int milliseconds);

    void Exit();
}
