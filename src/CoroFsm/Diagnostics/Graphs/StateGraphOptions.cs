namespace CoroFsm.Diagnostics;

/// <summary>Provides the options of <see cref="StateGraph.Explore"/>.</summary>
public sealed record StateGraphOptions
{
    /// <summary>
    /// Gets the maximum number of states: each wait in the code counts once for each of its names; an ended machine does not count.
    /// Default: 1,000. More states are an error.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxStates
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1000;

    /// <summary>Gets the maximum number of events that lead to a state. Default: 1,000. A state that needs more is an error.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDepth
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1000;

    /// <summary>
    /// Gets the number of event sequences from which each state is explored. Default: 1. Raise it if the behavior of a machine depends on
    /// more than the name of its state, such as the third failure in a row.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int VisitsPerState
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1;

    /// <summary>
    /// Gets the ways in which work ends, each of which is tried wherever the machine awaits work that it fits. If there are any, the
    /// machine's own work is not called. Default: none (the work is called, and should be complete at once).
    /// </summary>
    public IReadOnlyList<WorkOutcome> Outcomes { get; init; } = [];

    /// <summary>Gets the function that formats events. Default: null (<c>ToString()</c>).</summary>
    public Func<object?, string>? Describe { get; init; }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
