namespace CoroFsm;

/// <summary>Provides the options of a machine. Every default is safe.</summary>
public sealed record MachineOptions
{
    /// <summary>Gets the default options.</summary>
    public static MachineOptions Default { get; } = new();

    /// <summary>
    /// Gets the name of one machine, such as "order 42", for messages and observers. Default: null (the <see cref="Type"/>).
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Gets the kind of machine, such as "Order". Metrics and activities are tagged with it, so all machines of a kind have the same one.
    /// Default: null (the type and the method of its outermost coroutine, such as "Order.Run").
    /// </summary>
    public string? Type { get; init; }

    /// <summary>Gets the policy for unmatched events. Default: <see cref="Unmatched.Throw"/>.</summary>
    public Unmatched Unmatched { get; init; }

    /// <summary>Gets the policy for events that are sent while the machine runs. Default: <see cref="Reentrancy.Queue"/>.</summary>
    public Reentrancy Reentrancy { get; init; }

    /// <summary>
    /// Gets the maximum number of events that are queued while the machine runs. Default: 1,048,576. One more throws
    /// <see cref="BacklogFullException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxQueued
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 20;

    /// <summary>Gets the maximum number of deferred events. Default: 1,024. One more throws <see cref="BacklogFullException"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxDeferred
    {
        get;
        init => field = AtLeastOne(value);
    }

    = 1 << 10;

    /// <summary>
    /// Gets a value indicating whether any thread may call the machine. Calls are processed one at a time, in order of arrival. Default:
    /// false. A call blocks until its turn has ended, except on a thread that is inside another synchronized machine: such a call is only
    /// queued, so that two machines cannot deadlock, and only the observer is notified of its result. A queued call runs under the
    /// execution context of its sender.
    /// </summary>
    public bool Synchronized { get; init; }

    /// <summary>
    /// Gets a value indicating whether each call checks that no other thread is running the machine, which costs 3 to 4 ns per event.
    /// Default: false (a second thread is detected only if its event is queued because the machine is running).
    /// </summary>
    public bool ChecksThread { get; init; }

    /// <summary>
    /// Gets the clock for timeouts and timers. A machine with a clock is <see cref="Synchronized"/>, because timers fire on other threads.
    /// Default: null (no timeouts).
    /// </summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>
    /// Gets the observer of the machine; several are combined by <see cref="MachineObserver.Combine"/>. Default: null (no observer), which
    /// costs nothing.
    /// </summary>
    public IMachineObserver? Observer { get; init; }

    /// <summary>
    /// Gets the function that formats events for messages. Default: null (<c>ToString()</c>, truncated to 100 characters). Set it if events
    /// contain secrets.
    /// </summary>
    public Func<object?, string>? Describe { get; init; }

    /// <summary>
    /// Gets a value indicating whether a host runs all work of the machine: the coroutine cannot start work by itself, because its result
    /// would not be recorded.
    /// </summary>
    internal bool WorkIsExternal { get; init; }

    /// <summary>Gets a value indicating whether calls of all threads are serialized.</summary>
    internal bool TakesTurns => Synchronized || TimeProvider is not null;

    /// <summary>Gets a value indicating whether an option requires more than the shortest path.</summary>
    internal bool IsSupervised => IsGuarded || Observer is not null;

    /// <summary>Gets a value indicating whether each call examines its thread.</summary>
    internal bool IsGuarded => TakesTurns || ChecksThread;

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
