using CoroFsm.Testing;

namespace CoroFsm.Tests.Scheduling;

/// <summary>Timers fire in the order of their due times, whatever was set and cancelled meanwhile.</summary>
[DefaultContext]
public sealed class TimerLaws
{
    [Fact]
    public void Sleep_SomeTasksAreKilled_WakesTheRestInOrder() => Simulation.ForSeeds(50, static simulation =>
    {
        const int Count = 200;
        List<(int Due, int Order)> woken = [];
        List<(int Due, int Order)> expected = [];
        var scheduler = new Scheduler(new() { TimeProvider = simulation.Time });
        List<TaskId> sleepers = [];
        for (var i = 0; i < Count; i++)
        {
            var sleep = (Due: 1 + simulation.Random.Next(50), Order: i);
            expected.Add(sleep);
            sleepers.Add(scheduler.Spawn(async task =>
            {
                await task.Sleep(TimeSpan.FromSeconds(sleep.Due));
                Assert.Equal(sleep.Due, simulation.Time.Elapsed.TotalSeconds);
                woken.Add(sleep);
            }));
        }

        scheduler.RunUntilIdle();
        foreach (var index in Enumerable.Range(0, Count).Where(_ => simulation.Random.Next(3) == 0).Reverse())
        {
            scheduler.Kill(sleepers[index]);
            expected.RemoveAt(index);
        }

        Assert.Equal(expected.Count, scheduler.TimerCount);
        scheduler.Run();

        Assert.Equal(expected.Order(), woken);
        Assert.Equal(0, scheduler.TimerCount);
    });
}
