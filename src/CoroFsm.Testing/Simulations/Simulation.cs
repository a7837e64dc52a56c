using System.Text;
using CoroFsm.Scheduling;

namespace CoroFsm.Testing;

/// <summary>
/// One run of a system of tasks under a clock and an order of turns that a seed decides: the same seed gives the same run, turn by turn.
/// </summary>
/// <remarks>
/// <para>
/// A test sets up its tasks on <see cref="Scheduler"/>, calls <see cref="Run"/>, and asserts. <see cref="ForSeeds"/> does so under many seeds and says which one failed;
/// <see cref="Replay"/> runs that one again; <see cref="Explore"/> tries every order of a small system.
/// </para>
/// <para>Everything random in the test is to be taken from <see cref="Random"/>, and every time from <see cref="Time"/>. What other threads do is outside: it cannot be replayed.</para>
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

    /// <summary>Gets what decides the run; null where all orders are tried.</summary>
    public ulong? Seed { get; }

    /// <summary>Gets the clock. It jumps when all tasks wait.</summary>
    public SimulatedTime Time { get; } = new();

    /// <summary>Gets the scheduler, on which the test starts its tasks.</summary>
    public Scheduler Scheduler { get; }

    /// <summary>Gets the source of everything random in the test: the same for the same seed.</summary>
    public SimulatedRandom Random { get; }

    /// <summary>Gets the turns so far: the number of the task that had each.</summary>
    public IReadOnlyList<long> Turns => chooser.Turns;

    /// <summary>Runs a system under many seeds.</summary>
    /// <param name="count">How many.</param>
    /// <param name="system">Sets the tasks up, calls <see cref="Run"/>, and throws if something is wrong.</param>
    /// <param name="firstSeed">The first seed; the others follow it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="system"/> is null.</exception>
    /// <exception cref="SimulationFailedException">A run failed; its message names the seed and the turns, and says how to run it again.</exception>
    public static void ForSeeds(int count, Action<Simulation> system, ulong firstSeed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(system);
        for (var i = 0UL; i < (ulong)count; i++)
            Replay(firstSeed + i, system);
    }

    /// <summary>Runs a system under one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="system">Sets the tasks up, calls <see cref="Run"/>, and throws if something is wrong.</param>
    /// <returns>The turns: the number of the task that had each.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="system"/> is null.</exception>
    /// <exception cref="SimulationFailedException">The run failed.</exception>
    public static IReadOnlyList<long> Replay(ulong seed, Action<Simulation> system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var seeded = new SeededChooser(seed);
        RunOnce(new(seed, seeded), system, $"Seed {seed}", $"Simulation.Replay({seed}, system)");
        return seeded.Turns;
    }

    /// <summary>Runs a system under every order of turns: for small systems, since their number grows with the factorial of what can run at a time.</summary>
    /// <param name="system">Sets the tasks up, calls <see cref="Run"/>, and throws if something is wrong. It must do the same in each run, but for the order of turns.</param>
    /// <param name="maxRuns">After how many runs to stop.</param>
    /// <returns>How many orders were tried, and whether that was all.</returns>
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
            RunOnce(new(seed: null, exhaustive), system, $"Order {runs} of those tried", "Simulation.Explore again, which tries the orders in the same sequence");
            if (!exhaustive.MoveToNextOrder())
                return new(runs, IsComplete: true);
            if (runs == maxRuns)
                return new(runs, IsComplete: false);
        }
    }

    /// <summary>Runs the tasks until all have ended. The clock jumps while all wait.</summary>
    /// <param name="maxTurns">After how many turns the run has failed, because it does not seem to end.</param>
    /// <exception cref="DeadlockException">No task can run, and no timer is set.</exception>
    /// <exception cref="InvalidOperationException">There were too many turns.</exception>
    /// <exception cref="AggregateException">Tasks have failed without anybody waiting for them.</exception>
    public void Run(int maxTurns = 1_000_000)
    {
        chooser.MaxTurns = maxTurns;
        Scheduler.Run();
    }

    /// <summary>Kills the tasks that are left.</summary>
    public void Dispose()
    {
        chooser.MaxTurns = int.MaxValue;
        Scheduler.Dispose();
    }

    /// <summary>Makes random numbers for a part of the simulation: the test may draw more of its own without changing them.</summary>
    internal SimulatedRandom NewRandom() => new(unchecked((Seed ?? 0) + (++parts * 0xD1342543DE82EF95)));

    /// <summary>Keeps something for the report of a failure.</summary>
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
            throw new SimulationFailedException(Describe(simulation, error, name, how), error) { Seed = simulation.Seed, Turns = [.. simulation.Turns] };
        }
    }

    private static string Describe(Simulation simulation, Exception error, string name, string how)
    {
        var text = new StringBuilder();
        text.Append(name).Append(" failed: ").Append(DisplayText.MessageOf(error)).Append('\n');
        text.Append("Run it again with ").Append(how).Append(".\n");
        text.Append("The last turns, by task and where each went on:\n");
        foreach (var turn in simulation.chooser.LastTurns())
            text.Append("  ").Append(turn).Append('\n');
        return text.ToString();
    }
}
