namespace CoroFsm.Testing;

/// <summary>How far <c>Equivalence.Explore</c> goes.</summary>
public sealed class EquivalenceOptions
{
    /// <summary>
    /// Gets how many states are explored: pairs of a state of the left machine and one of the right. Default: 10,000. What is beyond is
    /// left out, and the result says so.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxStates
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 10_000;

    /// <summary>
    /// Gets how many events each machine is sent, those that only bring a new one back into a state included. Default: 1,000,000, which
    /// take about a second, and what it takes to make the machines. The exploration ends there, and the result says so. It needs at most
    /// some 100 bytes for each.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxEvents
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1_000_000;

    /// <summary>
    /// Gets how many events are tried, in every combination, behind the shortest sequence that leads into each state. Default: 2. With 1,
    /// two machines in states of the same names count as being where they were before. A difference that only comes with, say, the third
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
    /// Gets a value indicating whether the messages of exceptions are compared, and not their types alone. Default: true. Set it to false
    /// where the two machines word their failures differently.
    /// </summary>
    public bool ComparesMessages { get; init; } = true;

    /// <summary>
    /// Gets how an event is written as code. Default: strings, characters, numbers, booleans and enumerations as literals, others by
    /// their <c>ToString()</c>.
    /// </summary>
    public Func<object?, string>? Describe { get; init; }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
