namespace CoroFsm.Durability;

/// <summary>Represents the code of a type of durable machine, in one or several versions.</summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
/// <remarks>
/// A machine keeps the version that it was started with, until it restarts. So remove a version only when no machine has it any more;
/// <see cref="JournalReplay"/> says whether all machines can be replayed.
/// </remarks>
public sealed class DurableProgram<TEvent>
{
    private readonly SortedDictionary<int, Func<Durable<TEvent>, Coroutine>> versions = [];

    /// <summary>Initializes a new instance of the <see cref="DurableProgram{TEvent}"/> class with one version.</summary>
    /// <param name="coroutine">Calls the coroutine.</param>
    /// <param name="version">The number, from 1. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="version"/> is less than 1.</exception>
    public DurableProgram(Func<Durable<TEvent>, Coroutine> coroutine, int version = 1) => WithVersion(version, coroutine);

    /// <summary>Gets the version of machines that start now: the highest.</summary>
    public int LatestVersion => versions.Keys.Last();

    /// <summary>Creates a program whose states are methods.</summary>
    /// <param name="first">Returns the first state, which usually closes over its argument.</param>
    /// <returns>The program.</returns>
    public static DurableProgram<TEvent> OfStates(Func<Durable<TEvent>, State<TEvent>> first)
    {
        ArgumentNullException.ThrowIfNull(first);
        return new(durable => StateMethods.Run(first(durable), durable.Inbox));
    }

    /// <summary>Adds a version.</summary>
    /// <param name="version">The number, from 1.</param>
    /// <param name="coroutine">Calls the coroutine.</param>
    /// <returns>This program.</returns>
    /// <exception cref="ArgumentException">The version exists.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public DurableProgram<TEvent> WithVersion(int version, Func<Durable<TEvent>, Coroutine> coroutine)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentNullException.ThrowIfNull(coroutine);
        if (!versions.TryAdd(version, coroutine))
            throw new ArgumentException($"Version {version} exists. Choose a higher number.", nameof(version));
        return this;
    }

    internal Func<Durable<TEvent>, Coroutine>? Find(int version) => versions.GetValueOrDefault(version);
}
