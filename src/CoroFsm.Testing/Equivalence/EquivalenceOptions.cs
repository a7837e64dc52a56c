using CoroFsm.Diagnostics;

namespace CoroFsm.Testing;

/// <summary>Specifies the limits of <c>Equivalence.Explore</c>.</summary>
public sealed class EquivalenceOptions
{
    /// <summary>
    /// Gets the maximum number of explored states: pairs of a state of the left machine and one of the right. Default: 10,000. Further
    /// states are not explored, and <see cref="EquivalenceResult{TEvent}.Limit"/> names this option.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxStates
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 10_000;

    /// <summary>
    /// Gets the maximum number of events that each side is sent, including those that only bring a new machine back into a state. Default:
    /// 1,000,000, which take about a second, plus the time to create the machines. The exploration ends there, and
    /// <see cref="EquivalenceResult{TEvent}.Limit"/> names this option. Each event takes at most 100 bytes of memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEvents
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1_000_000;

    /// <summary>
    /// Gets the number of events that are tried, in every combination, after the shortest sequence that leads into each state. Default: 2.
    /// With 1, a pair of states is not explored again if a pair with the same names has already been reached. A difference at the third
    /// failure in a row is found with 3, or by giving the count of failures with <see cref="ExploredMachine{TEvent}.WithData"/>. The time
    /// grows with the size of the alphabet to this power.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Lookahead
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 2;

    /// <summary>
    /// Gets a value indicating whether the messages of exceptions are compared in addition to their types. Default: true. Set it to false
    /// where the two machines word their failures differently.
    /// </summary>
    public bool ComparesMessages { get; init; } = true;

    /// <summary>
    /// Gets the ways in which work ends, each of which is tried wherever a coroutine machine awaits work that it fits, besides the events.
    /// If there are any, the machines' own work is not called. For other machines an end of work is unhandled. Default: none (the work is
    /// called, and should be complete at once).
    /// </summary>
    public IReadOnlyList<WorkOutcome> Outcomes { get; init; } = [];

    /// <summary>
    /// Gets the function that writes an event as code. Default: strings, characters, numbers, booleans and enumerations as literals,
    /// others by their <c>ToString()</c>.
    /// </summary>
    public Func<object?, string>? Describe { get; init; }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
