namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>Where our engine differs from Stateless on purpose.</summary>
public sealed class DifferenceTests
{
    private readonly List<string> log = [];

    /// <summary>A state that has been left is entered when it becomes active again.</summary>
    [Fact]
    public void InitialSubstateThatContainsTheSource_IsEntered()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('R').InitialTransition('P');
            chart.Configure('P').SubstateOf('R').OnEntry(() => log.Add("enter P")).OnExit(() => log.Add("exit P"));
            chart.Configure('A').SubstateOf('P').Permit('x', 'R');
        });
        Assert.Equal(["exit P", "enter P"], Logged(chart.Start('A'), 'x'));
        Assert.Equal(["exit P"], Logged(chart.StartOnStateless('A'), 'x'));
    }

    /// <summary>What was queued behind a failure is dropped, and told; Stateless keeps it, and runs it before the next trigger.</summary>
    [Fact]
    public void QueueAfterAnError_IsDropped()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A')
            .InternalTransition('x', t =>
            {
                t.Machine.Fire('y');
                throw new IOException();
            })
            .InternalTransition('y', () => log.Add("y"))
            .InternalTransition('z', () => log.Add("z")));
        Assert.Equal(["z"], AfterAnError(chart.Start('A')));
        Assert.Equal(["y", "z"], AfterAnError(chart.StartOnStateless('A')));

        string[] AfterAnError(IStateMachine<char, char> machine)
        {
            Assert.Throws<IOException>(() => machine.Fire('x'));
            return Logged(machine, 'z');
        }
    }

    /// <summary>A guard is asked once for each trigger.</summary>
    [Fact]
    public void GuardOfAnInternalTransition_IsAskedOnce()
    {
        var asked = 0;
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition('x', () => { }).If(() => ++asked > 0));
        chart.Start('A').Fire('x');
        Assert.Equal(1, asked);
        chart.StartOnStateless('A').Fire('x');
        Assert.Equal(3, asked);
    }

    /// <summary>Exceptions have types of their own.</summary>
    [Fact]
    public void AmbiguousGuards_AreAnExceptionOfTheirOwn()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').PermitIf('x', 'B', () => true).PermitIf('x', 'C', () => !false));
        var error = Assert.Throws<AmbiguousTransitionException>(() => chart.Start('A').Fire('x'));
        Assert.Equal("State A, trigger x: two guards hold, \"() => true\" and \"() => !false\". Write them so that they exclude each other.", error.Message);
        Assert.Throws<InvalidOperationException>(() => chart.StartOnStateless('A').Fire('x'));
    }

    /// <summary>Two transitions of which one has no guard are a fault of the chart; Stateless finds them when the trigger is fired.</summary>
    [Fact]
    public void TransitionsWithoutGuards_AreFoundWhenTheChartIsBuilt()
    {
        Assert.Throws<InvalidStatechartException>(() => Statechart.Build<char, char>(chart => chart.Configure('A').Permit('x', 'B').Permit('x', 'C')));
        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').Permit('x', 'B').Permit('x', 'C');
        Assert.Throws<InvalidOperationException>(() => theirs.Fire('x'));
    }

    /// <summary>A parameter is never made up: Stateless passes a default value if there is none.</summary>
    [Fact]
    public void MissingParameter_IsRefused()
    {
        var number = new TriggerWithParameter<char, int>('n');
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition(number, n => log.Add($"{n}")));
        Assert.Throws<ArgumentException>(() => chart.Start('A').Fire('n'));

        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').InternalTransition(theirs.SetTriggerParameters<int>('n'), (n, _) => log.Add($"{n}"));
        Assert.Equal(["0"], Logged(theirs.AsStateMachine(), 'n'));
    }

    /// <summary>A guard that needs the parameter is taken to hold where the parameter is not known; Stateless asks it about a default value.</summary>
    [Fact]
    public void GuardOfAnUnknownParameter_CountsAsSatisfied()
    {
        var number = new TriggerWithParameter<char, int>('n');
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').PermitIf(number, 'B', n => n > 0));
        Assert.True(chart.Start('A').CanFire('n'));

        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').PermitIf(theirs.SetTriggerParameters<int>('n'), 'B', n => n > 0);
        Assert.False(theirs.AsStateMachine().CanFire('n'));
    }

    /// <summary>All guards that were asked are named, on Stateless too; Stateless itself names those of the outermost state.</summary>
    [Fact]
    public void UnmetGuards_AreThoseOfAllStates()
    {
        var chart = Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').SubstateOf('P').PermitIf('x', 'B', () => false, "inner");
            chart.Configure('P').PermitIf('x', 'B', () => false, "outer");
        });
        foreach (var machine in new IStateMachine<char, char>[] { chart.Start('A'), chart.StartOnStateless('A') })
            Assert.Equal(["inner", "outer"], Assert.Throws<UnhandledTriggerException>(() => machine.Fire('x')).UnmetGuards);

        string[] named = [];
        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').SubstateOf('P').PermitIf('x', 'B', () => false, "inner");
        theirs.Configure('P').PermitIf('x', 'B', () => false, "outer");
        theirs.OnUnhandledTrigger((_, _, unmet) => named = [.. unmet]);
        theirs.Fire('x');
        Assert.Equal(["outer"], named);
    }

    /// <summary>A selector leads to states of the chart; Stateless goes anywhere.</summary>
    [Fact]
    public void DynamicTransitionToAnUnknownState_IsRefused()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').PermitDynamic('x', () => '?'));
        Assert.Throws<InvalidOperationException>(() => chart.Start('A').Fire('x'));

        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').PermitDynamic('x', () => '?');
        theirs.Fire('x');
        Assert.Equal('?', theirs.State);
    }

    /// <summary>A coded machine says in its own words that nothing takes a trigger, and what fails inside ends the coroutine.</summary>
    [Fact]
    public void Coroutine_FailsLikeACoroutine()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition('x', () => throw new IOException()));
        using var machine = Machine.Start<char>(inbox => chart.Run(inbox, 'A'));
        Assert.Throws<UnexpectedEventException>(() => machine.Send('?'));
        Assert.Throws<IOException>(() => machine.Send('x'));
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    /// <summary>Stateless cannot put a trigger aside.</summary>
    [Fact]
    public void DeferredTriggers_AreRefusedOnStateless()
    {
        var chart = Statechart.Build<char, char>(chart => chart.OnUnhandledTrigger(Unhandled.Defer).Configure('A').Permit('x', 'B'));
        chart.Start('A').Fire('y');
        Assert.Throws<NotSupportedException>(() => chart.StartOnStateless('A'));
    }

    private string[] Logged(IStateMachine<char, char> machine, char trigger)
    {
        log.Clear();
        machine.Fire(trigger);
        return [.. log];
    }
}
