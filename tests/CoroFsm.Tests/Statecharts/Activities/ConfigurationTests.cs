namespace CoroFsm.Tests.Statecharts.Activities;

/// <summary>Instances with several current states: what they report, how they fail, and what they allocate.</summary>
public sealed class ConfigurationTests
{
    private readonly List<string> log = [];

    [Fact]
    public void State_OfAChartWithRegions_ThrowsAndNamesStates()
    {
        var machine = Regions().Enter("On");

        var error = Assert.Throws<InvalidOperationException>(() => machine.State);

        Assert.Contains(nameof(machine.States), error.Message, StringComparison.Ordinal);
        Assert.Equal(["A1", "B1"], machine.States);
        Assert.Equal("A1 & B1", machine.ToString());
    }

    [Fact]
    public void Start_OfAChartWithRegions_ThrowsAndNamesEnter()
    {
        var chart = Regions();

        foreach (var start in new Action[] { () => chart.Start("On"), () => chart.Start(() => "On", _ => { }) })
            Assert.Contains("Enter", Assert.Throws<InvalidOperationException>(start).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enter_OfAPlainChart_RunsEntryActionsAndEntersInitialSubstates()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("P").OnEntry(() => log.Add("P")).InitialTransition("Q").OnEntryFrom("go", () => log.Add("by go"));
            chart.Configure("Q").SubstateOf("P").OnEntry(t => { log.Add($"Q {t.Cause}"); t.Machine.Fire("go"); });
            chart.Configure("Q").Permit("go", "R");
            chart.Configure("R").OnEntry(() => log.Add("R")).Permit("back", "P").Permit("go", "P");
        }).Enter("P");

        Assert.Equal(["P", "Q Initial", "R"], log);
        Assert.Equal("R", machine.State);
    }

    [Fact]
    public void Raise_WhileATriggerIsHandled_ComesBeforeTriggersThatAreFired()
    {
        foreach (var isPlain in new[] { true, false })
        {
            log.Clear();
            var machine = Statechart.Build<string, string>(chart =>
            {
                var state = chart.Configure("A")
                    .InternalTransition("go", t =>
                    {
                        t.Machine.Fire("fired");
                        t.Machine.Raise("raised");
                        t.Machine.Raise("unknown");
                    })
                    .InternalTransition("fired", () => log.Add("fired"))
                    .InternalTransition("raised", t => { log.Add("raised"); t.Machine.Raise("last"); })
                    .InternalTransition("last", () => log.Add("last"));
                if (!isPlain)
                    chart.Configure("End").Final();
            }).Enter("A");

            machine.Fire("go");

            Assert.Equal(["raised", "last", "fired"], log);
        }
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("act")]
    [InlineData("entry")]
    [InlineData("initial")]
    public void Fire_ActionFails_TheTransitionIsCompletedWithoutFurtherActions(string where)
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            void Fail(string at)
            {
                log.Add(at);
                if (at == where)
                    throw new FormatException(at);
            }

            chart.Configure("Off").OnExit(() => Fail("exit")).Permit("on", "On").Do(() => Fail("act"));
            chart.Configure("On").Parallel().OnEntry(() => Fail("entry")).Permit("off", "Off");
            chart.Configure("A").SubstateOf("On").InitialTransition("A1").Do(() => Fail("initial"));
            chart.Configure("A1").SubstateOf("A").Permit("next", "A2");
            chart.Configure("A2").SubstateOf("A");
            chart.Configure("B").SubstateOf("On").OnEntry(() => log.Add("B"));
        }).Enter("Off");

        Assert.Equal(where, Assert.Throws<FormatException>(() => machine.Fire("on")).Message);

        Assert.Equal(["A1", "B"], machine.States);
        Assert.DoesNotContain("B", log);
        machine.Fire("next");
        Assert.Equal(["A2", "B"], machine.States);
    }

    [Fact]
    public void Fire_ActionFails_NamesRaisedAndFiredTriggersThatAreDropped()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").InternalTransition("go", t =>
            {
                t.Machine.Fire("fired");
                t.Machine.Raise("raised");
                throw new FormatException();
            });
            chart.Configure("End").Final();
        }).Enter("A");

        var error = Assert.Throws<FormatException>(() => machine.Fire("go"));

        Assert.Equal("raised, fired", error.Data[Statechart.DroppedTriggers]);
    }

    [Fact]
    public void Fire_EndlessTransitions_ThrowsAndNamesTheCycle()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.MaxMicrosteps = 100;
            chart.Configure("A").Permit("go", "B");
            chart.Configure("B").PermitAlways("C").If(() => true);
            chart.Configure("C").PermitAlways("B").If(() => true);
        }).Enter("A");

        var error = Assert.Throws<EndlessTransitionsException>(() => machine.Fire("go"));

        Assert.Contains("B -> C", error.Message, StringComparison.Ordinal);
        Assert.Contains("C -> B", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fire_TriggerThatRaisesItself_Throws()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").InternalTransition("go", t => t.Machine.Raise("go"));
            chart.Configure("End").Final();
        }).Enter("A");

        Assert.Throws<EndlessTransitionsException>(() => machine.Fire("go"));
    }

    [Fact]
    public void CanFire_SharedGuardChanged_IsEvaluatedAgain()
    {
        var isOpen = false;
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("On").Parallel().Permit("go", "Off").If(() => isOpen);
            chart.Configure("A").SubstateOf("On");
            chart.Configure("B").SubstateOf("On");
            chart.Configure("Off");
        }).Enter("On");

        Assert.False(machine.CanFire("go"));
        isOpen = true;
        Assert.True(machine.CanFire("go"));
        Assert.Equal(["go"], machine.GetPermittedTriggers());
    }

    [Fact]
    public void CanFire_GuardsDoNotHold_NamesThem()
    {
        var plain = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("A").SubstateOf("P").Permit("go", "B").If(() => false, "inner").Ignore("other");
            chart.Configure("P").Permit("go", "B").If(() => false, "outer");
            chart.Configure("B");
        }).Start("A");
        var regions = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("On").Parallel().Permit("go", "Off").If(() => false, "outer");
            chart.Configure("A").SubstateOf("On").InternalTransition("go", () => { }).If(() => false, "inner");
            chart.Configure("B").SubstateOf("On").Ignore("other");
            chart.Configure("Off");
        }).Enter("On");

        foreach (var machine in new[] { plain, regions })
        {
            Assert.False(machine.CanFire("go", out var unmet));
            Assert.Equal(["inner", "outer"], unmet);
            Assert.True(machine.CanFire("other", out unmet));
            Assert.Empty(unmet);
            Assert.False(machine.CanFire("unknown", out unmet));
            Assert.Empty(unmet);
        }
    }

    [Fact]
    public void Guard_SharedByRegions_IsEvaluatedOnce()
    {
        var evaluated = 0;
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.Configure("On").Parallel().Permit("go", "Off").If(() => ++evaluated > 0);
            chart.Configure("A").SubstateOf("On");
            chart.Configure("B").SubstateOf("On");
            chart.Configure("Off");
        }).Enter("On");

        machine.Fire("go");

        Assert.Equal(1, evaluated);
    }

    [Fact]
    public void Unhandled_Deferred_IsHandledAfterTheConfigurationChanged()
    {
        var machine = Statechart.Build<string, string>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer);
            chart.Configure("On").Parallel();
            chart.Configure("A").SubstateOf("On").InitialTransition("A1");
            chart.Configure("A1").SubstateOf("A").Permit("next", "A2").InternalTransition("stay", () => log.Add("stayed"));
            chart.Configure("A2").SubstateOf("A").InternalTransition("job", () => log.Add("job"));
            chart.Configure("B").SubstateOf("On");
        }).Enter("On");

        machine.Fire("job");
        machine.Fire("stay");
        machine.Fire("next");

        Assert.Equal(["stayed", "job"], log);
    }

    [Theory]
    [InlineData("n")]
    [InlineData("x")]
    [InlineData("fb")]
    [InlineData("p")]
    public void Fire_InRegions_AllocatesNothing(string triggers)
    {
        var count = 0;
        var machine = Statechart.Build<string, char>(chart =>
        {
            chart.Configure("On").Parallel().Permit('f', "Off");
            for (var region = 0; region < 3; region++)
            {
                chart.Configure($"R{region}").SubstateOf("On").InitialTransition($"R{region}a");
                chart.Configure($"R{region}a").SubstateOf($"R{region}")
                    .Permit('n', $"R{region}b").Permit('x', $"R{region}b").Do(() => count++);
                chart.Configure($"R{region}b").SubstateOf($"R{region}").OnEntry(_ => count++)
                    .Permit('n', $"R{region}a").Permit('x', $"R{region}a")
                    .PermitAlways($"R{region}a").If(() => count < 0);
            }

            chart.Configure("R0").InternalTransition('p', t => t.Machine.Raise('n'));
            chart.Configure("Off").Permit('b', "Back");
            chart.Configure("Back").HistoryOf("On", History.Deep);
        }).Enter("On");
        for (var i = 0; i < 200; i++)
            FireAll();

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 1_000; i++)
                FireAll();
        }));

        void FireAll()
        {
            foreach (var trigger in triggers)
                machine.Fire(trigger);
        }
    }

    private static Statechart<string, string> Regions() => Statechart.Build<string, string>(chart =>
    {
        chart.Configure("On").Parallel();
        chart.Configure("A").SubstateOf("On").InitialTransition("A1");
        chart.Configure("A1").SubstateOf("A");
        chart.Configure("B").SubstateOf("On").InitialTransition("B1");
        chart.Configure("B1").SubstateOf("B");
    });
}
