namespace CoroFsm;

/// <summary>How a machine treats its events. Every default is safe.</summary>
public sealed record MachineOptions
{
    /// <summary>Gets the options of a machine that was given none.</summary>
    public static MachineOptions Default { get; } = new();

    /// <summary>Gets the machine's name, for messages and observers. Default: the name of its outermost coroutine.</summary>
    public string? Name { get; init; }

    /// <summary>Gets what becomes of an event that nothing accepts. Default: <see cref="Unmatched.Throw"/>.</summary>
    public Unmatched Unmatched { get; init; }

    /// <summary>Gets what becomes of an event that is sent while the machine runs. Default: <see cref="Reentrancy.Queue"/>.</summary>
    public Reentrancy Reentrancy { get; init; }

    /// <summary>Gets how many events may be queued while the machine runs. Default: 1,048,576. More throw <see cref="BacklogFullException"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxQueued
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 20;

    /// <summary>Gets how many events may be deferred at a time. Default: 1,024. More throw <see cref="BacklogFullException"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDeferred
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 10;

    /// <summary>Gets how an event is shown in messages. Default: its <c>ToString()</c>, cut at 100 characters. Set it where events carry secrets.</summary>
    public Func<object?, string>? Describe { get; init; }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
