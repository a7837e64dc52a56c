namespace CoroFsm.Tests.Statecharts;

/// <summary>An unrestricted dynamic transition takes memory for the pairs of states in use, not for all pairs.</summary>
public sealed class DynamicTests
{
    private static int target;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Build_DynamicTransitionInEachOfManyStates_MemoryGrowsWithTheStates(bool hasActions)
    {
        var (one, four) = (BytesOf(250, hasActions), BytesOf(1_000, hasActions));
        Assert.InRange(four, 1, 5 * one);
        Assert.InRange(four, 1, 4_000_000);
    }

    /// <summary>
    /// The states are in superstates of ten, so each pair has its own path; the model knows which states are exited and entered.
    /// </summary>
    [Fact]
    public void Fire_ManyPairsOfStates_EachTakesItsOwnTransition()
    {
        const int States = 200;
        List<string> log = [];
        var instance = Statechart.Build<int, char>(chart =>
        {
            for (var i = 0; i < States; i++)
            {
                var (state, group) = (i, -1 - i / 10);
                chart.Configure(state).SubstateOf(group).PermitDynamic('x', () => target).OnEntry(() => log.Add($"+{state}")).OnExit(
                    () => log.Add($"-{state}"));
                if (i % 10 == 0)
                    chart.Configure(group).OnEntry(() => log.Add($"+{group}")).OnExit(() => log.Add($"-{group}"));
            }
        }).Start(0);
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var from = instance.State;
            target = random.Next(i % 2 == 0 ? States : 12);
            log.Clear();
            instance.Fire('x');
            var (leaves, enters) = (-1 - from / 10, -1 - target / 10);
            Assert.Equal(leaves == enters ? [$"-{from}", $"+{target}"] : [$"-{from}", $"-{leaves}", $"+{enters}", $"+{target}"], log);
            Assert.Equal(target, instance.State);
        }
    }

    /// <summary>A chart is shared: instances on several threads may resolve the same path for the first time.</summary>
    [Fact]
    public async Task Fire_InstancesOnSeveralThreads_TakeTheirTransitions()
    {
        const int States = 40;
        var chart = Statechart.Build<int, char>(chart =>
        {
            for (var i = 0; i < States; i++)
                chart.Configure(i).PermitDynamic('x', (Random random) => random.Next(States)).OnEntry((Random _) => { });
        });
        var threads = Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var (instance, model) = (chart.Start(0, new Random(seed)), new Random(seed));
            for (var i = 0; i < 5_000; i++)
            {
                instance.Fire('x');
                Assert.Equal(model.Next(States), instance.State);
            }
        }, TestContext.Current.CancellationToken));
        await Task.WhenAll(threads).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    private static long BytesOf(int states, bool hasActions)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(Statechart.Build<int, char>(chart =>
        {
            for (var i = 0; i < states; i++)
            {
                var state = chart.Configure(i).PermitDynamic('x', () => target);
                if (hasActions)
                    state.OnEntry(() => { }).OnExit(() => { });
            }
        }));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
