namespace CoroFsm.Testing.Durability;

/// <summary>Runs durable machines with crashes at points that a seed chooses.</summary>
public static class DurableSimulation
{
    /// <summary>Runs a test with many seeds.</summary>
    /// <typeparam name="THost">The type of the host.</typeparam>
    /// <param name="count">The number of seeds.</param>
    /// <param name="test">Sets the simulation up, calls <see cref="DurableSimulation{THost}.Run"/>, and throws if an assertion
    /// fails.</param>
    /// <param name="firstSeed">The first seed. The others follow it.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="SimulationFailedException">A run failed. The message contains the seed and the last steps.</exception>
    public static void ForSeeds<THost>(
        int count, Action<DurableSimulation<THost>> test, ulong firstSeed = 1, DurableSimulationOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        for (var i = 0UL; i < (ulong)count; i++)
            Replay(firstSeed + i, test, options);
    }

    /// <summary>Runs a test with one seed.</summary>
    /// <typeparam name="THost">The type of the host.</typeparam>
    /// <param name="seed">The seed.</param>
    /// <param name="test">Sets the simulation up, calls <see cref="DurableSimulation{THost}.Run"/>, and throws if an assertion
    /// fails.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The steps.</returns>
    /// <exception cref="SimulationFailedException">The run failed.</exception>
    public static IReadOnlyList<string> Replay<THost>(
        ulong seed, Action<DurableSimulation<THost>> test, DurableSimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(test);
        var simulation = new DurableSimulation<THost>(seed, options ?? DurableSimulationOptions.Default);
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            test(simulation);
        }
        catch (Exception error) when (error is not SimulationFailedException)
        {
            var last = simulation.Steps.Skip(Math.Max(0, simulation.Steps.Count - 30));
            throw new SimulationFailedException(
                $"Seed {seed} failed after {simulation.Steps.Count} steps: {DisplayText.MessageOf(error)}\n"
                + $"Run it again with DurableSimulation.Replay({seed}, test). The last steps:\n  {string.Join("\n  ", last)}\n",
                error)
            {
                Seed = seed,
            };
        }
        finally
        {
            simulation.Crash();
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return simulation.Steps;
    }
}
