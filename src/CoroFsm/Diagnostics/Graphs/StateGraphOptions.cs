namespace CoroFsm.Diagnostics;

/// <summary>How far <see cref="StateGraph.Explore"/> goes.</summary>
public sealed record StateGraphOptions
{
    /// <summary>Gets how many states a machine may have: each wait in the code counts for each name it gives itself, an ended machine does not. Default: 1,000. More are an error.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxStates
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1000;

    /// <summary>Gets how many events it may take to reach a state. Default: 1,000. A state that needs more is an error.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDepth
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1000;

    /// <summary>
    /// Gets from how many sequences of events that lead to it each state is explored. Default: 1. Raise it where what a machine does depends on more than the name of its state,
    /// such as the third failure in a row.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int VisitsPerState
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1;

    /// <summary>Gets how an event is shown. Default: its <c>ToString()</c>.</summary>
    public Func<object?, string>? Describe { get; init; }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
