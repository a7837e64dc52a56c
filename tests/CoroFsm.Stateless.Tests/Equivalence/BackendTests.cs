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
