namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>What an instance on Stateless has in common with one on the engine, beyond what random charts cover.</summary>
public sealed class BackendTests
{
    private static readonly Statechart<char, char> Chart = Statechart.Build<char, char>(chart => chart.Configure('A')
        .InternalTransition('t', t => Assert.True(t.Machine.TryFire('?')))
        .InternalTransition('f', t => t.Machine.Fire('?')));

    public static TheoryData<bool> Engines => [false, true];

    [Theory]
    [MemberData(nameof(Engines))]
    public void TryFire_WithinAction_IsIgnoredIfUnhandled(bool onStateless)
    {
        var machine = Start(onStateless);
        machine.Fire('t');
        Assert.True(machine.TryFire('t'));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TryFire_ActionFiresUnhandledTrigger_Throws(bool onStateless)
    {
        var machine = Start(onStateless);
        Assert.Throws<UnhandledTriggerException>(() => machine.TryFire('f'));
        Assert.False(machine.TryFire('?'));
    }

    /// <summary>Guards of unknown results do not contradict each other.</summary>
    [Theory]
    [MemberData(nameof(Engines))]
    public void CanFire_SeveralGuardsOnUnknownParameter_CountAsSatisfied(bool onStateless)
    {
        var number = new TriggerWithParameter<char, int>('n');
        var signs = Statechart.Build<char, char>(
            chart => chart.Configure('A').PermitIf(number, 'B', n => n > 0).PermitIf(number, 'C', n => n < 0));
        IStateMachine<char, char> machine = onStateless ? signs.StartOnStateless('A') : signs.Start('A');
        Assert.True(machine.CanFire('n'));
        Assert.Equal(['n'], machine.GetPermittedTriggers());
        Assert.False(machine.CanFire(number, 0));
        Assert.True(machine.CanFire(number, -1));
        machine.Fire(number, -1);
        Assert.Equal('C', machine.State);
        Assert.False(machine.CanFire('n'));
    }

    [Fact]
    public void Fire_StoredStateNotInChart_ThrowsUnhandled()
    {
        var stored = 'A';
        var machine = Chart.StartOnStateless(() => stored, (char state) => stored = state);
        stored = 'Z';
        var error = Assert.Throws<UnhandledTriggerException>(() => machine.Fire('f'));
        Assert.StartsWith("State Z does not handle trigger f.", error.Message, StringComparison.Ordinal);
        Assert.False(machine.TryFire('f'));
    }

    private static IStateMachine<char, char> Start(bool onStateless) => onStateless ? Chart.StartOnStateless('A') : Chart.Start('A');
}
