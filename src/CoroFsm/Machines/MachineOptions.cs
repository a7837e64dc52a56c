namespace CoroFsm;

/// <summary>How a machine treats its events. Every default is safe.</summary>
public sealed record MachineOptions
{
    /// <summary>Gets the options of a machine that was given none.</summary>
    public static MachineOptions Default { get; } = new();

    /// <summary>Gets the name of one machine, such as "order 42", for messages and observers. Default: null (its type).</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Gets the kind of machine, such as "Order": the tag of its metrics and activities, so a machine's own number does not belong into it.
    /// Default: null (the type and the method of its outermost coroutine, such as "Order.Run").
    /// </summary>
    public string? Type { get; init; }

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

    /// <summary>
    /// Gets a value indicating whether the machine takes events from any thread: one at a time, in the order in which they arrive. Default: false. A call waits until its turn
    /// has been done; but a thread that is inside another synchronized machine never waits, so that the two cannot lock up: its call is only queued, and what comes of it is
    /// told to the observer alone. A call that is queued runs under the execution context of its sender.
    /// </summary>
    public bool Synchronized { get; init; }

    /// <summary>
    /// Gets a value indicating whether each use is checked against the thread that runs the machine, at 3 to 4 ns an event. Default: false, which finds a second
    /// thread only where its event meets the queue.
    /// </summary>
    public bool ChecksThread { get; init; }

    /// <summary>
    /// Gets the clock for receives with a time limit. A machine with a clock is <see cref="Synchronized"/>, because timers come on threads of their own. Default: none.
    /// </summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>Gets who is told what the machine does. Default: nobody, which costs nothing.</summary>
    public IMachineObserver? Observer { get; init; }

    /// <summary>Gets how an event is shown in messages. Default: its <c>ToString()</c>, cut at 100 characters. Set it where events carry secrets.</summary>
    public Func<object?, string>? Describe { get; init; }

    /// <summary>Gets a value indicating whether calls from all threads are brought into an order.</summary>
    internal bool TakesTurns => Synchronized || TimeProvider is not null;

    /// <summary>Gets a value indicating whether an option asks for more than the shortest path.</summary>
    internal bool IsSupervised => IsGuarded || Observer is not null;

    /// <summary>Gets a value indicating whether each call looks at the thread that it comes from.</summary>
    internal bool IsGuarded => TakesTurns || ChecksThread;

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
