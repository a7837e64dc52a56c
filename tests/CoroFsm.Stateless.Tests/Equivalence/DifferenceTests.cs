namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>The intentional differences between the engine and Stateless.</summary>
public sealed class DifferenceTests
{
    private readonly List<string> log = [];

    /// <summary>An exited state is entered when it becomes active again.</summary>
    [Fact]
    public void InitialSubstate_ContainsSource_IsEntered()
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

    /// <summary>
    /// Triggers queued behind a failure are dropped and reported; Stateless keeps them and runs them before the next trigger.
    /// </summary>
    [Fact]
    public void QueuedTriggers_AfterError_AreDropped()
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

    /// <summary>A guard is evaluated once for each trigger.</summary>
    [Fact]
    public void InternalTransition_Guard_IsEvaluatedOnce()
    {
        var asked = 0;
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition('x', () => { }).If(() => ++asked > 0));
        chart.Start('A').Fire('x');
        Assert.Equal(1, asked);
        chart.StartOnStateless('A').Fire('x');
        Assert.Equal(3, asked);
    }

    /// <summary>Exceptions have their own types.</summary>
    [Fact]
    public void AmbiguousGuards_Fire_ThrowsOwnException()
    {
        var chart = Statechart.Build<char, char>(
            chart => chart.Configure('A').PermitIf('x', 'B', () => true).PermitIf('x', 'C', () => !false));
        var error = Assert.Throws<AmbiguousTransitionException>(() => chart.Start('A').Fire('x'));
        Assert.Equal(
            "State A, trigger x: two guards hold, \"() => true\" and \"() => !false\". Write them so that they exclude each other.",
            error.Message);
        Assert.Throws<InvalidOperationException>(() => chart.StartOnStateless('A').Fire('x'));
    }

    /// <summary>
    /// Two transitions of which one has no guard are a fault of the chart; Stateless reports them when the trigger is fired.
    /// </summary>
    [Fact]
    public void DuplicateUnguardedTransitions_Build_Throws()
    {
        Assert.Throws<InvalidStatechartException>(
            () => Statechart.Build<char, char>(chart => chart.Configure('A').Permit('x', 'B').Permit('x', 'C')));
        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').Permit('x', 'B').Permit('x', 'C');
        Assert.Throws<InvalidOperationException>(() => theirs.Fire('x'));
    }

    /// <summary>A missing parameter is an error; Stateless passes a default value.</summary>
    [Fact]
    public void Fire_MissingParameter_IsRefused()
    {
        var number = new TriggerWithParameter<char, int>('n');
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition(number, n => log.Add($"{n}")));
        Assert.Throws<ArgumentException>(() => chart.Start('A').Fire('n'));

        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').InternalTransition(theirs.SetTriggerParameters<int>('n'), (n, _) => log.Add($"{n}"));
        Assert.Equal(["0"], Logged(theirs.AsStateMachine(), 'n'));
    }

    /// <summary>
    /// A guard that needs the parameter counts as satisfied where the parameter is unknown; Stateless evaluates it with a default value.
    /// </summary>
    [Fact]
    public void CanFire_GuardOnUnknownParameter_CountsAsSatisfied()
    {
        var number = new TriggerWithParameter<char, int>('n');
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').PermitIf(number, 'B', n => n > 0));
        Assert.True(chart.Start('A').CanFire('n'));

        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').PermitIf(theirs.SetTriggerParameters<int>('n'), 'B', n => n > 0);
        Assert.False(theirs.AsStateMachine().CanFire('n'));
    }

    /// <summary>All evaluated guards are named, on Stateless too; Stateless itself names those of the outermost state.</summary>
    [Fact]
    public void UnmetGuards_NestedStates_AreThoseOfAllStates()
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

    /// <summary>A selector must return a state of the chart; Stateless enters any state.</summary>
    [Fact]
    public void DynamicTransition_ToUnknownState_IsRefused()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').PermitDynamic('x', () => '?'));
        Assert.Throws<InvalidOperationException>(() => chart.Start('A').Fire('x'));

        var theirs = new global::Stateless.StateMachine<char, char>('A');
        theirs.Configure('A').PermitDynamic('x', () => '?');
        theirs.Fire('x');
        Assert.Equal('?', theirs.State);
    }

    /// <summary>A coded machine has its own message for an unmatched trigger, and an exception inside ends the coroutine.</summary>
    [Fact]
    public void Coroutine_ActionThrows_FailsLikeACoroutine()
    {
        var chart = Statechart.Build<char, char>(chart => chart.Configure('A').InternalTransition('x', () => throw new IOException()));
        using var machine = Machine.Start<char>(inbox => chart.Run(inbox, 'A'));
        Assert.Throws<UnexpectedEventException>(() => machine.Send('?'));
        Assert.Throws<IOException>(() => machine.Send('x'));
        Assert.Equal(MachineStatus.Faulted, machine.Status);
    }

    /// <summary>Stateless cannot defer a trigger.</summary>
    [Fact]
    public void DeferredTriggers_OnStateless_AreRefused()
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
