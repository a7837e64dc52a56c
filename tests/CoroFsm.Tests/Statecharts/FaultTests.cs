namespace CoroFsm.Tests.Statecharts;

/// <summary>Faults of a chart are found when it is built.</summary>
public sealed class FaultTests
{
    [Fact]
    public void Build_SeveralFaults_NamesAllAtOnce()
    {
        var error = Assert.Throws<InvalidStatechartException>(() => Statechart.Build<char, char>(chart =>
        {
            chart.Configure('A').Permit('x', 'A').SubstateOf('B');
            chart.Configure('B').SubstateOf('A').InitialTransition('C');
            chart.Configure('C').Permit('y', 'A').PermitIf('y', 'B', () => true).OnEntryFrom('z', () => { });
        }));
        Assert.Equal(
            [
                "State A, trigger x: Permit leads back to the state itself. " +
                "Use PermitReentry to leave and enter it, InternalTransition to act and stay, or Ignore.",
                "State B has the initial substate C, which is not one of its substates. " +
                "Call Configure(C).SubstateOf(B), or name a substate.",
                "State C, trigger y: there are 2 transitions (to A, to B), 1 of them without a guard. " +
                "Give each a guard, so that they exclude each other, or remove all but one.",
                "State C, trigger z: OnEntryFrom waits for a trigger that no state handles. Permit it somewhere, or remove the action.",
                "State A is a substate of itself: A in B in A. Remove one SubstateOf.",
            ],
            error.Faults);
        Assert.StartsWith("The chart has 5 faults:\n- State A, trigger x", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two superstates", "State A is a substate of P and of Q.")]
    [InlineData("two initial substates", "State P has the initial substates A and B.")]
    [InlineData("itself as a superstate", "State A is a substate of itself: A in A.")]
    [InlineData("itself as initial substate", "State A has the initial substate A, which is not one of its substates.")]
    [InlineData("two types of a parameter", "Trigger x carries a System.Int32 in one use and a System.String in another.")]
    [InlineData("no policy", "7 is no policy")]
    [InlineData("nothing", "It has no states.")]
    public void Build_OneFault_NamesIt(string fault, string message)
    {
        var builder = new StatechartBuilder<char, char>();
        switch (fault)
        {
            case "two superstates":
                builder.Configure('A').SubstateOf('P').SubstateOf('Q');
                break;
            case "two initial substates":
                builder.Configure('A').SubstateOf('P');
                builder.Configure('B').SubstateOf('P');
                builder.Configure('P').InitialTransition('A').InitialTransition('B');
                break;
            case "itself as a superstate":
                builder.Configure('A').SubstateOf('A');
                break;
            case "itself as initial substate":
                builder.Configure('A').InitialTransition('A');
                break;
            case "two types of a parameter":
                builder.Configure('A').Permit(new TriggerWithParameter<char, int>('x'), 'B').OnEntryFrom(
                    new TriggerWithParameter<char, string>('x'), _ => { });
                break;
            case "no policy":
                builder.OnUnhandledTrigger((Unhandled)7).Configure('A');
                break;
        }

        var error = Assert.Throws<InvalidStatechartException>(builder.Build);
        Assert.StartsWith(message, Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Configure_AfterBuild_Throws()
    {
        var builder = new StatechartBuilder<char, char>();
        var state = builder.Configure('A').Ignore('x');
        builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.Configure('B'));
        Assert.Throws<InvalidOperationException>(() => state.Permit('y', 'B'));
        Assert.Throws<InvalidOperationException>(() => state.If(() => true));
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void Builder_ChangedAfterBuild_DoesNotChangeTheChart()
    {
        var builder = new StatechartBuilder<char, char>();
        builder.Configure('A').Ignore('x');
        var chart = builder.Build();
        Assert.Throws<InvalidOperationException>(() => builder.OnUnhandledTrigger(Unhandled.Ignore));
        Assert.Throws<InvalidOperationException>(() => builder.OnUnhandledTrigger((_, _) => { }));
        Assert.Throws<InvalidOperationException>(() => builder.OnUnhandledTrigger(_ => { }));
        Assert.Throws<InvalidOperationException>(() => builder.MaxQueued = 1);
        Assert.Throws<InvalidOperationException>(() => builder.MaxDeferred = 1);
        Assert.Throws<UnhandledTriggerException>(() => chart.Start('A').Fire('y'));
    }

    [Fact]
    public void Start_UnknownState_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Statechart.Build<char, char>(chart => chart.Configure('A')).Start('B'));
}
