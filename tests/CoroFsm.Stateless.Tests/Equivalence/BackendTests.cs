namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>What an instance on Stateless has in common with one on our engine, and random charts do not try.</summary>
public sealed class BackendTests
{
    private static readonly Statechart<char, char> chart = Statechart.Build<char, char>(chart => chart.Configure('A')
        .InternalTransition('t', t => Assert.True(t.Machine.TryFire('?')))
        .InternalTransition('f', t => t.Machine.Fire('?')));

    public static TheoryData<bool> Engines => [false, true];

    [Theory]
    [MemberData(nameof(Engines))]
    public void TryFire_FromInside_IsLeftAloneWhenItsTurnComes(bool onStateless)
    {
        var machine = Start(onStateless);
        machine.Fire('t');
        Assert.True(machine.TryFire('t'));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void TryFire_ActionFiresWhatNothingHandles_Throws(bool onStateless)
    {
        var machine = Start(onStateless);
        Assert.Throws<UnhandledTriggerException>(() => machine.TryFire('f'));
        Assert.False(machine.TryFire('?'));
    }

    private static IStateMachine<char, char> Start(bool onStateless) => onStateless ? chart.StartOnStateless('A') : chart.Start('A');
}
