namespace CoroFsm.Tests.Statecharts;

/// <summary>Run to completion: the queue, errors, deferral, and externally stored states.</summary>
public sealed class CompletionTests
{
    private readonly List<string> log = [];

    [Fact]
    public void Fire_FromAnEntryAction_IsHandledAfterTheTransition()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('x', 'B');
            chart.Configure('B').Permit('y', 'C').OnEntry(t =>
            {
                t.Machine.Fire('y');
                t.Machine.Fire('z');
                log.Add($"in {t.Machine.State}");
            });
            chart.Configure('C').InternalTransition('z', () => log.Add("z in C")).OnEntry(() => log.Add("in C"));
        });
        var machine = chart.Start('A');
        machine.Fire('x');
        Assert.Equal(["in B", "in C", "z in C"], log);
    }

    [Fact]
    public void Fire_SelectorWithoutAction_EntersSelectedState()
    {
        var next = 'B';
        var machine = Choosing(() => next).Start('A');
        machine.Fire('x');
        Assert.Equal('B', machine.State);
        next = 'A';
        Assert.True(machine.TryFire('x'));
        Assert.Equal('A', machine.State);
        next = '?';
        Assert.Throws<InvalidOperationException>(() => machine.Fire('x'));
        Assert.Equal('A', machine.State);
    }

    [Fact]
    public void Fire_SelectorChoosesStateWithInitialSubstate_EntersSubstate()
    {
        var next = 'S';
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').PermitDynamic('x', () => next);
            chart.Configure('S').InitialTransition('I');
            chart.Configure('I').SubstateOf('S').PermitDynamic('x', () => next);
        });
        var machine = chart.Start('A');
        machine.Fire('x');
        Assert.Equal('I', machine.State);
        next = 'A';
        machine.Fire('x');
        Assert.Equal('A', machine.State);
    }

    [Fact]
    public void Fire_FromASelector_IsHandledInTheNewState()
    {
        StatechartInstance<char, char>? machine = null;
        machine = Choosing(() =>
        {
            machine!.Fire('y');
            log.Add($"chosen in {machine.State}");
            return 'B';
        }).Start('A');
        machine.Fire('x');
        Assert.Equal(["chosen in A", "y in B"], log);
        Assert.Equal('B', machine.State);
    }

    [Fact]
    public void Fire_SelectorThrows_KeepsStateAndDropsQueue()
    {
        StatechartInstance<char, char>? machine = null;
        var fails = true;
        machine = Choosing(() =>
        {
            if (!fails)
                return 'B';
            machine!.Fire('y');
            throw new IOException("no paper");
        }).Start('A');
        Assert.Equal("y", Assert.Throws<IOException>(() => machine.Fire('x')).Data[Statechart.DroppedTriggers]);
        Assert.Equal('A', machine.State);
        fails = false;
        machine.Fire('x');
        Assert.Equal('B', machine.State);
        Assert.Empty(log);
    }

    [Fact]
    public void Fire_ParameterFromInside_IsKept()
    {
        var number = new TriggerWithParameter<char, int>('n');
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A')
            .InternalTransition('x', t =>
            {
                for (var i = 1; i <= 3; i++)
                    t.Machine.Fire(number, i);
            })
            .InternalTransition(number, n => log.Add($"{n}")));
        chart.Start('A').Fire('x');
        Assert.Equal(["1", "2", "3"], log);
    }

    [Fact]
    public void Fire_ActionThrows_DropsQueueAndReportsIt()
    {
        var machine = Failing().Start('A', observer: new Log(log));
        var error = Assert.Throws<IOException>(() => machine.Fire('x'));
        Assert.Equal("y, z", error.Data[Statechart.DroppedTriggers]);
        Assert.Equal(["dropped y", "dropped z"], log);
        Assert.Equal('B', machine.State);

        machine.Fire('z');
        Assert.Equal('A', machine.State);
    }

    [Fact]
    public void Fire_QueuedTriggerIsUnhandled_DropsQueue()
    {
        var machine = Statechart.Build<char, char>(chart => chart.Configure('A')
            .InternalTransition('x', t =>
            {
                t.Machine.Fire('?');
                t.Machine.Fire('y');
            })
            .InternalTransition('y', () => log.Add("y"))).Start('A');
        var error = Assert.Throws<UnhandledTriggerException>(() => machine.Fire('x'));
        Assert.Equal("y", error.Data[Statechart.DroppedTriggers]);
        Assert.Empty(log);
    }

    [Fact]
    public void Fire_QueueIsFull_Throws()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.MaxQueued = 2;
            chart.Configure('A').Ignore('y').InternalTransition('x', t =>
            {
                for (var i = 0; i < 3; i++)
                    t.Machine.Fire('y');
            });
        });
        var machine = chart.Start('A');
        Assert.Contains("MaxQueued", Assert.Throws<BacklogFullException>(() => machine.Fire('x')).Message, StringComparison.Ordinal);
        machine.Fire('y');
    }

    [Fact]
    public void Fire_DeferPolicy_RedeliversInOrderAfterStateChange()
    {
        var number = new TriggerWithParameter<char, int>('n');
        var machine = Statechart.Build<char, char>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer).Configure('A').Permit('x', 'B');
            chart.Configure('B').InternalTransition(number, n => log.Add($"{n}")).Permit('y', 'C').OnEntry(t => t.Machine.Fire('q'));
            chart.Configure('C').InternalTransition('q', () => log.Add("q"));
        }).Start('A');
        machine.Fire(number, 1);
        machine.Fire('y');
        machine.Fire(number, 2);
        Assert.Empty(log);

        machine.Fire('x');      // only q is handled
        Assert.Equal(["1", "q"], log);
        Assert.Equal('C', machine.State);
    }

    [Fact]
    public void Fire_DeferredTooMuch_Throws()
    {
        var machine = Statechart.Build<char, char>(chart =>
        {
            chart.MaxDeferred = 1;
            chart.OnUnhandledTrigger(Unhandled.Defer).Configure('A');
        }).Start('A');
        machine.Fire('y');
        Assert.Throws<BacklogFullException>(() => machine.Fire('y'));
    }

    [Fact]
    public void Fire_StateKeptOutside_IsReadAndWrittenThere()
    {
        var row = 'A';
        var machine = Failing().Start(() => row, state => row = state);
        row = 'B';
        machine.Fire('z');
        Assert.Equal('A', row);
        Assert.True(machine.IsIn('A'));

        row = '?';
        Assert.Contains("found ?", Assert.Throws<InvalidOperationException>(() => machine.Fire('z')).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fire_DynamicToAnUnlistedState_Throws()
    {
        var machine = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').PermitDynamic('x', () => 'C', destinations: ['B']);
            chart.Configure('C').Ignore('x');
        }).Start('A');
        Assert.Contains(
            "the selector chose C, which is not one of its destinations",
            Assert.Throws<InvalidOperationException>(() => machine.Fire('x')).Message,
            StringComparison.Ordinal);
        Assert.Equal('A', machine.State);
    }

    [Fact]
    public void Fire_DynamicWithoutParameterOfEntry_ReportsHowToPassIt()
    {
        var number = new TriggerWithParameter<char, int>('n');
        var machine = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').PermitDynamic('n', () => 'B');
            chart.Configure('B').OnEntryFrom(number, n => log.Add($"{n}"));
        }).Start('A');
        Assert.Contains(
            "Trigger n carries a parameter", Assert.Throws<ArgumentException>(() => machine.Fire('n')).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => machine.TryFire('n'));
        Assert.Equal('A', machine.State);
        machine.Fire(number, 3);
        Assert.Equal(["3"], log);
    }

    [Fact]
    public void Fire_NotAllGuardsHold_NamesThemTogether()
    {
        var machine = Statechart.Build<char, char>(
            chart => chart.Configure('A').Permit('x', 'B').If(() => true, "is paid").If(() => false, "is packed")).Start('A');
        Assert.Equal(["is paid and is packed"], Assert.Throws<UnhandledTriggerException>(() => machine.Fire('x')).UnmetGuards);
    }

    [Fact]
    public void Fire_NoGuardHolds_NamesThoseOfAllStatesInnermostFirst()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').SubstateOf('P').Permit('x', 'B').If(() => false, "is paid").IgnoreIf('x', () => false, "is free");
            chart.Configure('P').SubstateOf('R').PermitIf('x', 'B', () => false, "is paid");
            chart.Configure('R').PermitIf('x', 'B', () => false, "is open").PermitIf('y', 'B', () => false, "is never asked");
        });
        var error = Assert.Throws<UnhandledTriggerException>(() => chart.Start('A').Fire('x'));
        Assert.Equal(["is paid", "is free", "is open"], error.UnmetGuards);
        Assert.Contains("no guard holds: is paid; is free; is open. Call CanFire", error.Message, StringComparison.Ordinal);
        Assert.Equal(["is paid", "is open"], Assert.Throws<UnhandledTriggerException>(() => chart.Start('P').Fire('x')).UnmetGuards);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void Fire_GuardHasNoText_IsReportedSo(string? text)
    {
        var machine = Statechart.Build<char, char>(chart => chart.Configure('A')
            .Permit('x', 'B').If(() => false, text!)
            .Permit('y', 'B').If(() => true, text!).If(() => false, "is paid")
            .PermitIf('z', 'B', () => true, text!).IgnoreIf('z', () => true, text!)).Start('A');
        Assert.Contains(
            "no guard holds: unnamed guard. Call",
            Assert.Throws<UnhandledTriggerException>(() => machine.Fire('x')).Message,
            StringComparison.Ordinal);
        Assert.Equal(["unnamed guard and is paid"], Assert.Throws<UnhandledTriggerException>(() => machine.Fire('y')).UnmetGuards);
        Assert.Contains(
            "\"unnamed guard\" and \"unnamed guard\"",
            Assert.Throws<AmbiguousTransitionException>(() => machine.Fire('z')).Message,
            StringComparison.Ordinal);
    }

    /// <summary>States without actions: a selector returns the destination.</summary>
    private Statechart<char, char> Choosing(Func<char> choose) => Statechart.Build<char, char>(chart =>
    {
        chart.Configure('A').PermitDynamic('x', choose);
        chart.Configure('B').PermitDynamic('x', choose).InternalTransition('y', () => log.Add("y in B"));
    });

    private static Statechart<char, char> Failing() => Statechart.Build<char, char>(chart =>
    {
        chart.Configure('A').Permit('x', 'B');
        chart.Configure('B').Permit('z', 'A').OnEntry(t =>
        {
            t.Machine.Fire('y');
            t.Machine.Fire('z');
            throw new IOException();
        });
    });

    private sealed class Log(List<string> log) : IStatechartObserver<char, char>
    {
        public void OnDropped(IStateMachine<char, char> machine, char trigger) => log.Add($"dropped {trigger}");
    }
}
