namespace CoroFsm.Tests.Statecharts;

/// <summary>A deferred trigger is retried as soon as another state can handle it, however the instance entered that state.</summary>
public sealed class DeferralTests
{
    [Fact]
    public void Fire_EntryActionThrew_TriggerDeferredLaterIsRetried()
    {
        List<string> log = [];
        var fails = true;
        var instance = Start(() =>
        {
            if (!fails)
                return;
            fails = false;
            throw new IOException();
        }, log);
        instance.Fire("x");
        Assert.Throws<IOException>(() => instance.Fire("go"));
        Assert.Equal("B", instance.State);
        instance.Fire("y");
        Assert.Empty(log);
        instance.Fire("back");
        Assert.Equal(["y"], log);
        instance.Fire("go");
        Assert.Equal(["y", "x"], log);
    }

    [Fact]
    public void Fire_StoredStateChangedFromOutside_TriggerDeferredLaterIsRetried()
    {
        List<string> log = [];
        var stored = "A";
        var instance = Build(() => { }, log).Start(() => stored, state => stored = state);
        instance.Fire("x");
        stored = "B";
        instance.Fire("y");
        instance.Fire("back");
        Assert.Equal(["y"], log);
    }

    /// <summary>A trigger that is handled without a state change does not retry the triggers that this state has deferred.</summary>
    [Fact]
    public void Fire_HandledInTheStateThatDeferred_DoesNotRetry()
    {
        List<string> unhandled = [];
        var instance = Build(() => { }, []).Start("A", observer: new Unhandling(unhandled));
        instance.Fire("x");
        instance.Fire("y");
        instance.Fire("y");
        Assert.Equal(["x"], unhandled);
    }

    private static StatechartInstance<string, string> Start(Action onEntry, List<string> log) => Build(onEntry, log).Start("A");

    /// <summary>A handles y. B handles x once something has been handled.</summary>
    private static Statechart<string, string> Build(Action onEntry, List<string> log) => Statechart.Build<string, string>(chart =>
    {
        chart.OnUnhandledTrigger(Unhandled.Defer);
        chart.Configure("A").Permit("go", "B").InternalTransition("y", () => log.Add("y"));
        chart.Configure("B").Permit("back", "A").OnEntry(onEntry).InternalTransitionIf("x", () => log.Count > 0, () => log.Add("x"));
    });

    private sealed class Unhandling(List<string> log) : IStatechartObserver<string, string>
    {
        public void OnUnhandled(IStateMachine<string, string> machine, string trigger) => log.Add(trigger);
    }
}
