namespace CoroFsm.Testing.Tests.Simulations;

/// <summary>Seeded runs find races and can be replayed.</summary>
[DefaultContext]
public sealed class SimulationTests
{
    [Fact]
    public void ForSeeds_LostUpdateAcrossAYield_IsFoundAndReplays()
    {
        var failure = Assert.Throws<SimulationFailedException>(() => Simulation.ForSeeds(1000, LostUpdate));
        var again = Assert.Throws<SimulationFailedException>(() => Simulation.Replay(failure.Seed!.Value, LostUpdate));

        Assert.Contains($"Seed {failure.Seed} failed", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"Simulation.Replay({failure.Seed}, system)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SimulationTests.cs:", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Turns, again.Turns);
        Assert.Equal(failure.Message, again.Message);
    }

    [Fact]
    public void ForSeeds_NoRace_PassesAll() => Simulation.ForSeeds(200, simulation =>
    {
        var count = 0;
        for (var i = 0; i < 2; i++)
        {
            simulation.Scheduler.Spawn(async task =>
            {
                await task.Yield();
                count++;
                await task.Yield();
            });
        }

        simulation.Run();
        Assert.Equal(2, count);
    });

    [Fact]
    public void Replay_DifferentSeeds_GiveDifferentOrders()
    {
        var orders = Enumerable.Range(1, 50).Select(seed => string.Join(' ', Simulation.Replay((ulong)seed, FourTasks))).Distinct().Count();
        Assert.InRange(orders, 40, 50);
        Assert.Equal(Simulation.Replay(7, FourTasks), Simulation.Replay(7, FourTasks));
    }

    [Fact]
    public void Explore_SmallSystem_TriesEveryOrderOnce()
    {
        HashSet<string> orders = [];
        var coverage = Simulation.Explore(simulation =>
        {
            Spawn(simulation, tasks: 2, turns: 3);
            simulation.Run();
            Assert.True(orders.Add(string.Join(' ', simulation.Turns)));
        });

        // The number of ways to merge two sequences of three: 6 over 3.
        Assert.Equal(new(20, IsComplete: true), coverage);
        Assert.Equal(20, orders.Count);
    }

    [Fact]
    public void Explore_LostUpdateThatFewOrdersShow_IsFound()
    {
        var failure = Assert.Throws<SimulationFailedException>(() => Simulation.Explore(static simulation =>
        {
            var isHeld = false;
            for (var i = 0; i < 2; i++)
            {
                simulation.Scheduler.Spawn(async task =>
                {
                    await task.Yield();
                    await task.Yield();
                    Assert.False(isHeld);
                    isHeld = true;
                    await task.Yield();
                    isHeld = false;
                });
            }

            simulation.Run();
        }));

        Assert.Null(failure.Seed);
        Assert.NotEmpty(failure.Turns);
    }

    [Fact]
    public void Explore_TooLarge_StopsAndReportsIt() =>
        Assert.Equal(new(100, IsComplete: false), Simulation.Explore(FourTasks, maxRuns: 100));

    [Fact]
    public void Explore_NondeterministicSystem_IsRefused()
    {
        var run = 0;
        var failure = Assert.Throws<SimulationFailedException>(() => Simulation.Explore(simulation =>
        {
            Spawn(simulation, tasks: run++ == 0 ? 2 : 3, turns: 2);
            simulation.Run();
        }));

        Assert.Contains("in an earlier run with the same choices", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Endless_Fails()
    {
        var failure = Assert.Throws<SimulationFailedException>(() => Simulation.Replay(1, static simulation =>
        {
            simulation.Scheduler.Spawn(static async task =>
            {
                while (true)
                    await task.Yield();
            });
            simulation.Run(maxTurns: 100);
        }));

        Assert.Equal(100, failure.Turns.Count);
    }

    [Fact]
    public void Run_Sleeps_JumpInTime()
    {
        Simulation.ForSeeds(20, static simulation =>
        {
            simulation.Scheduler.Spawn(static async task => await task.Sleep(TimeSpan.FromDays(1000)));
            simulation.Run();
            Assert.Equal(1000, simulation.Time.Elapsed.TotalDays);
        });
    }

    /// <summary>A system of tasks that use every trap is killed at random points: nothing may remain.</summary>
    [Fact]
    public void Kill_AtRandomPoints_LeavesNoTaskAndNoTimerBehind()
    {
        const int KillsPerSeed = 100;
        var kills = 0;
        Simulation.ForSeeds(100, simulation =>
        {
            var scheduler = simulation.Scheduler;
            var entered = 0;
            var left = 0;
            scheduler.Spawn(async killer =>
            {
                List<TaskId> victims = [];
                for (var i = 0; i < KillsPerSeed; i++)
                {
                    var partner = victims.Count > 0 ? victims[simulation.Random.Next(victims.Count)] : killer.Self;
                    victims.Add(await killer.Spawn(task => Busy(task, partner)));
                    for (var turns = simulation.Random.Next(5); turns > 0; turns--)
                        await killer.Yield();
                    if (simulation.Random.Next(3) == 0)
                        await killer.Sleep(TimeSpan.FromMilliseconds(simulation.Random.Next(300)));
                    await killer.Kill(victims[simulation.Random.Next(victims.Count)]);
                    kills++;
                }

                foreach (var victim in victims)
                {
                    await killer.Kill(victim);
                    Assert.NotNull(victim.GetOutcome());
                }
            });
            simulation.Run();

            Assert.Equal(0, scheduler.TaskCount);
            Assert.Equal(0, scheduler.TimerCount);
            Assert.Empty(scheduler.Snapshot());
            Assert.Equal(entered, left);

            async Coroutine Busy(TaskContext task, TaskId partner)
            {
                entered++;
                try
                {
                    while (true)
                        await Once(task, partner, simulation.Random.Next(7));
                }
                finally
                {
                    left++;
                }
            }
        });

        Assert.Equal(10_000, kills);
    }

    private static async Coroutine Once(TaskContext task, TaskId partner, int what)
    {
        switch (what)
        {
            case 0:
                await task.Sleep(TimeSpan.FromMilliseconds(50));
                break;
            case 1:
                await task.Send(partner, what);
                break;
            case 2:
                await task.Receive<int>(TimeSpan.FromMilliseconds(100));
                break;
            case 3:
                await task.Select([Trap.Receive<int>(), Trap.Sleep(TimeSpan.FromMilliseconds(70)), Trap.Wait(partner)]);
                break;
            case 4:
                await task.Within(TimeSpan.FromMilliseconds(20), async scope =>
                {
                    await scope.Spawn(static child => child.Sleep(TimeSpan.FromMilliseconds(60)).AsCoroutine());
                    await scope.Sleep(TimeSpan.FromMilliseconds(40));
                });
                break;
            case 5:
                await task.RunScope(
                    static async scope => await scope.Spawn(static child => child.Sleep(TimeSpan.FromMilliseconds(10)).AsCoroutine()));
                break;
            default:
                await task.Yield();
                break;
        }
    }

    private static void LostUpdate(Simulation simulation)
    {
        var count = 0;
        for (var i = 0; i < 2; i++)
        {
            simulation.Scheduler.Spawn(async task =>
            {
                await task.Sleep(TimeSpan.FromSeconds(1));
                var read = count;
                if (simulation.Random.Next(4) == 0)
                    await task.Yield();
                count = read + 1;
            });
        }

        simulation.Run();
        Assert.Equal(2, count);
    }

    private static void FourTasks(Simulation simulation)
    {
        Spawn(simulation, tasks: 4, turns: 4);
        simulation.Run();
    }

    private static void Spawn(Simulation simulation, int tasks, int turns)
    {
        for (var i = 0; i < tasks; i++)
        {
            simulation.Scheduler.Spawn(async task =>
            {
                for (var turn = 1; turn < turns; turn++)
                    await task.Yield();
            });
        }
    }
}
