using System.Text;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>
/// Represents one run of a system of tasks under a simulated clock and an order of turns that a seed determines. The same seed gives the
/// same run, turn by turn.
/// </summary>
/// <remarks>
/// <para>
/// A test sets up its tasks on <see cref="Scheduler"/>, calls <see cref="Run"/>, and asserts. <see cref="ForSeeds"/> does so with many
/// seeds and reports the one that failed; <see cref="Replay"/> runs that one again; <see cref="Explore"/> tries every order of a small
/// system.
/// </para>
/// <para>Take everything random in the test from <see cref="Random"/>, and every time from <see cref="Time"/>. Activity of other threads is
/// not controlled: it cannot be replayed.</para>
/// </remarks>
public sealed class Simulation : IDisposable
{
    private readonly TurnChooser chooser;
    private ulong parts;

    private Simulation(ulong? seed, TurnChooser chooser)
    {
        this.chooser = chooser;
        Seed = seed;
        Random = new(seed ?? 0);
        Scheduler = new(new() { TimeProvider = Time, TurnOrder = chooser });
    }

    /// <summary>Gets the seed of the run; null if all orders are tried.</summary>
    public ulong? Seed { get; }

    /// <summary>Gets the clock. It advances to the next timer when all tasks wait.</summary>
    public SimulatedTime Time { get; } = new();

    /// <summary>Gets the scheduler, on which the test starts its tasks.</summary>
    public Scheduler Scheduler { get; }

    /// <summary>Gets the source of random numbers for the test: the same for the same seed.</summary>
    public SimulatedRandom Random { get; }

    /// <summary>Gets the turns so far: for each, the number of its task.</summary>
    public IReadOnlyList<long> Turns => chooser.Turns;

    /// <summary>Runs a system with many seeds.</summary>
    /// <param name="count">The number of seeds.</param>
    /// <param name="system">Sets the tasks up, calls <see cref="Run"/>, and throws if an assertion fails.</param>
    /// <param name="firstSeed">The first seed. The others follow it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="system"/> is null.</exception>
    /// <exception cref="SimulationFailedException">A run failed. The message contains the seed and the turns, and how to run it
    /// again.</exception>
    public static void ForSeeds(int count, Action<Simulation> system, ulong firstSeed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(system);
        for (var i = 0UL; i < (ulong)count; i++)
            Replay(firstSeed + i, system);
    }

    /// <summary>Runs a system with one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="system">Sets the tasks up, calls <see cref="Run"/>, and throws if an assertion fails.</param>
    /// <returns>The turns: for each, the number of its task.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="system"/> is null.</exception>
    /// <exception cref="SimulationFailedException">The run failed.</exception>
    public static IReadOnlyList<long> Replay(ulong seed, Action<Simulation> system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var seeded = new SeededChooser(seed);
        RunOnce(new(seed, seeded), system, $"Seed {seed}", $"Simulation.Replay({seed}, system)");
        return seeded.Turns;
    }

    /// <summary>
    /// Runs a system with every order of turns. For small systems, because the number of orders grows with the factorial of the number of
    /// tasks that can run.
    /// </summary>
    /// <param name="system">Sets the tasks up, calls <see cref="Run"/>, and throws if an assertion fails. Except for the order of turns, it
    /// must do the same in each run.</param>
    /// <param name="maxRuns">The maximum number of runs.</param>
    /// <returns>The number of orders that were tried, and whether these are all.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="system"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRuns"/> is less than 1.</exception>
    /// <exception cref="SimulationFailedException">A run failed.</exception>
    /// <exception cref="InvalidOperationException">The system does not do the same in each run.</exception>
    public static SimulationCoverage Explore(Action<Simulation> system, int maxRuns = 100_000)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRuns, 1);
        var exhaustive = new ExhaustiveChooser();
        for (var runs = 1; ; runs++)
        {
            exhaustive.BeginRun();
            RunOnce(
                new(seed: null, exhaustive),
                system,
                $"Order {runs} of those tried",
                "Simulation.Explore again, which tries the orders in the same sequence");
            if (!exhaustive.MoveToNextOrder())
                return new(runs, IsComplete: true);
            if (runs == maxRuns)
                return new(runs, IsComplete: false);
        }
    }

    /// <summary>Runs the tasks until all have ended. The clock advances when all tasks wait.</summary>
    /// <param name="maxTurns">The maximum number of turns, after which the run fails because it does not seem to end.</param>
    /// <exception cref="DeadlockException">No task can run, and no timer is set.</exception>
    /// <exception cref="InvalidOperationException">The maximum number of turns is exceeded.</exception>
    /// <exception cref="AggregateException">Tasks have failed, and no other task joins them.</exception>
    public void Run(int maxTurns = 1_000_000)
    {
        chooser.MaxTurns = maxTurns;
        Scheduler.Run();
    }

    /// <summary>Kills the remaining tasks.</summary>
    public void Dispose()
    {
        chooser.MaxTurns = int.MaxValue;
        Scheduler.Dispose();
    }

    /// <summary>Creates random numbers for a part of the simulation, independent of those of the test.</summary>
    internal SimulatedRandom NewRandom() => new(unchecked((Seed ?? 0) + (++parts * 0xD1342543DE82EF95)));

    /// <summary>Adds a note to the report of a failure.</summary>
    internal void Note(string what) => chooser.Note(what);

    private static void RunOnce(Simulation simulation, Action<Simulation> system, string name, string how)
    {
        try
        {
            using (simulation)
                system(simulation);
        }
        catch (Exception error) when (error is not SimulationFailedException)
        {
            throw new SimulationFailedException(Describe(simulation, error, name, how), error)
            {
                Seed = simulation.Seed,
                Turns = [.. simulation.Turns],
            };
        }
    }

    private static string Describe(Simulation simulation, Exception error, string name, string how)
    {
        var text = new StringBuilder();
        text.Append(name).Append(" failed: ").Append(DisplayText.MessageOf(error)).Append('\n');
        text.Append("Run it again with ").Append(how).Append(".\n");
        text.Append("The last turns, by task and the position from which each continued:\n");
        foreach (var turn in simulation.chooser.LastTurns())
            text.Append("  ").Append(turn).Append('\n');
        return text.ToString();
    }
}
