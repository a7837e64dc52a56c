namespace CoroFsm.Tests.Statecharts;

/// <summary>Faults that other statechart libraries had, or have.</summary>
public sealed class TrapTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Reenter_FromSubstate_EntersEachStateOnce()
    {
        var machine = Build(chart =>
        {
            Configure(chart, "A").InitialTransition("A1").Permit("go", "A2").Reenter();
            Configure(chart, "A1").SubstateOf("A");
            Configure(chart, "A2").SubstateOf("A");
            chart.Configure("Memory").HistoryOf("A", History.Deep);
        }).Enter("A");

        Assert.Equal("-A1 -A +A +A2", Fired(machine, "go"));
        Assert.Equal(["A2"], machine.States);
        Assert.True(machine.IsIn("A"));
    }

    [Fact]
    public void Fire_TriggerThatEachRegionHandles_AllRegionsTakeIt()
    {
        var machine = Build(Regions).Enter("P");

        Assert.Equal("-B1 -A1 +A2 +B2", Fired(machine, "both"));
        Assert.Equal(["A2", "B2"], machine.States);
    }

    [Fact]
    public void Fire_TransitionOfParallelState_IsTakenOnceForAllRegions()
    {
        var taken = 0;
        var machine = Build(chart =>
        {
            Regions(chart);
            chart.Configure("P").InternalTransition("tick", () => taken++);
        }).Enter("P");

        machine.Fire("tick");

        Assert.Equal(1, taken);
        Assert.Equal("-B1 -B -A1 -A -P +Q", Fired(machine, "out"));
        Assert.Equal(["Q"], machine.States);
    }

    [Fact]
    public void Fire_DeepHistoryOfParallelState_OneLeafInEachRegion()
    {
        var machine = Build(Regions).Enter("P");
        machine.Fire("a2");
        machine.Fire("out");

        Assert.Equal("-Q +P +A +A2 +B +B1", Fired(machine, "back"));
        Assert.Equal(["A2", "B1"], machine.States);
    }

    [Fact]
    public void Reenter_OneRegion_SiblingsStay()
    {
        var machine = Build(Regions).Enter("P");
        machine.Fire("a2");
        machine.Fire("b2");

        Assert.Equal("-A2 +A1", Fired(machine, "a1"));
        Assert.Equal("-A1 +A1", Fired(machine, "again"));
        Assert.Equal(["A1", "B2"], machine.States);
    }

    /// <summary>As in SCXML: a region alone cannot be left, so an external transition of it leaves the parallel state.</summary>
    [Fact]
    public void Reenter_RegionItself_ParallelStateIsReentered()
    {
        var machine = Build(chart =>
        {
            Regions(chart);
            chart.Configure("A").PermitReentry("region");
        }).Enter("P");
        machine.Fire("b2");

        Assert.Equal("-B2 -B -A1 -A -P +P +A +A1 +B +B1", Fired(machine, "region"));
    }

    [Fact]
    public void Fire_HistoryInOneRegion_OtherRegionKeepsItsState()
    {
        var machine = Build(chart =>
        {
            Configure(chart, "P").Parallel();
            Configure(chart, "A").SubstateOf("P").InitialTransition("Off");
            Configure(chart, "Off").SubstateOf("A").Permit("on", "Memory");
            Configure(chart, "On").SubstateOf("A").InitialTransition("Low").Permit("off", "Off");
            Configure(chart, "Low").SubstateOf("On").Permit("high", "High");
            Configure(chart, "High").SubstateOf("On");
            chart.Configure("Memory").HistoryOf("On", History.Shallow);
            Configure(chart, "B").SubstateOf("P").InitialTransition("B1");
            Configure(chart, "B1").SubstateOf("B").Permit("b2", "B2");
            Configure(chart, "B2").SubstateOf("B");
        }).Enter("P");
        foreach (var trigger in (string[])["on", "high", "off", "b2"])
            machine.Fire(trigger);

        Assert.Equal("-Off +On +High", Fired(machine, "on"));
        Assert.Equal(["High", "B2"], machine.States);
    }

    [Fact]
    public void Raise_TriggerThatRaisesItself_ThrowsInsteadOfHanging()
    {
        var machine = Build(chart =>
        {
            Regions(chart);
            chart.Configure("P").InternalTransition("loop", t => t.Machine.Raise("loop"));
        }).Enter("P");

        var error = Assert.Throws<EndlessTransitionsException>(() => machine.Fire("loop"));
        Assert.Contains("loop", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enter_GuardedTransitionsInACircle_ThrowsInsteadOfHanging()
    {
        var chart = Build(chart =>
        {
            chart.Configure("Ping").PermitAlways("Pong").If(() => true, "always");
            chart.Configure("Pong").PermitAlways("Ping").If(() => true, "always");
        });

        var error = Assert.Throws<EndlessTransitionsException>(() => chart.Enter("Ping"));
        Assert.Contains("Ping", error.Message, StringComparison.Ordinal);
        Assert.Contains("Pong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_UnguardedTransitionsInACircle_NamesTheCircle()
    {
        var error = Assert.Throws<InvalidStatechartException>(() => Build(chart =>
        {
            chart.Configure("Ping").PermitAlways("Pong");
            chart.Configure("Pong").PermitAlways("Ping");
        }));

        Assert.Contains("Ping", error.Message, StringComparison.Ordinal);
        Assert.Contains("Pong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_OfChartWithRegions_ThrowsAndNamesStates()
    {
        var machine = Build(Regions).Enter("P");

        Assert.Contains("States", Assert.Throws<InvalidOperationException>(() => machine.State).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ChartWithRegions_ThrowsAndNamesEnter()
    {
        var chart = Build(Regions);

        Assert.Contains("Enter", Assert.Throws<InvalidOperationException>(() => chart.Start("P")).Message, StringComparison.Ordinal);
    }

    private void Regions(StatechartBuilder<string, string> chart)
    {
        Configure(chart, "P").Parallel().Permit("out", "Q");
        Configure(chart, "A").SubstateOf("P").InitialTransition("A1").Permit("a1", "A1");
        Configure(chart, "A1").SubstateOf("A").Permit("both", "A2").Permit("a2", "A2").PermitReentry("again");
        Configure(chart, "A2").SubstateOf("A");
        Configure(chart, "B").SubstateOf("P").InitialTransition("B1");
        Configure(chart, "B1").SubstateOf("B").Permit("both", "B2").Permit("b2", "B2");
        Configure(chart, "B2").SubstateOf("B");
        Configure(chart, "Q").Permit("back", "Memory");
        chart.Configure("Memory").HistoryOf("P", History.Deep);
    }

    private StateConfiguration<string, string> Configure(StatechartBuilder<string, string> chart, string state) =>
        chart.Configure(state).OnEntry(() => log.Add($"+{state}"), state).OnExit(() => log.Add($"-{state}"), state);

    private static Statechart<string, string> Build(Action<StatechartBuilder<string, string>> configure) =>
        Statechart.Build<string, string>(chart =>
        {
            chart.ExitRule = ExitRule.FromSource;
            configure(chart);
        });

    private string Fired(StatechartInstance<string, string> machine, string trigger)
    {
        log.Clear();
        machine.Fire(trigger);
        return string.Join(' ', log);
    }
}
